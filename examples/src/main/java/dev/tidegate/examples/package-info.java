/**
 * A worker program with the example handlers, to run by hand or as a child process.
 *
 * <p>May import: the client's public API, {@code examples.fibonacci}, {@code examples.files}. Must
 * not import: the client's inner packages, gRPC, generated proto.
 */
@NullMarked
package dev.tidegate.examples;

import org.jspecify.annotations.NullMarked;
