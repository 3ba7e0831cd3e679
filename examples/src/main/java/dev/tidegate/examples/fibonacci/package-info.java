/**
 * Work of known length: exact Fibonacci numbers.
 *
 * <p>May import: the client's public API. Must not import: other examples.
 */
@NullMarked
package dev.tidegate.examples.fibonacci;

import org.jspecify.annotations.NullMarked;
