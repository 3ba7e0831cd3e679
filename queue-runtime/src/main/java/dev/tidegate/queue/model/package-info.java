/**
 * The words of the queue as checked, immutable values.
 *
 * <p>Pure: imports JDK value types and JSpecify only. No clock, no thread, no log, no Redis, no
 * protobuf.
 */
@NullMarked
package dev.tidegate.queue.model;

import org.jspecify.annotations.NullMarked;
