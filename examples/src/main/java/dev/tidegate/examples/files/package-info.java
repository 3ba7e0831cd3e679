/**
 * Work that reads much: digests and word counts of file trees.
 *
 * <p>May import: the client's public API. Must not import: other examples.
 */
@NullMarked
package dev.tidegate.examples.files;

import org.jspecify.annotations.NullMarked;
