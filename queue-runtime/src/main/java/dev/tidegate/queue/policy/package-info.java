/**
 * The rules of the queue as pure functions: how long a lease is, how long a retry waits, when a job
 * is given up, how long a new job is likely to wait.
 *
 * <p>The store carries the same rules out inside Redis, where they have to be atomic with the
 * writes; its contract test compares the two, so this package is the readable definition.
 *
 * <p>Pure: imports JDK value types, JSpecify and {@code queue.model} only. No clock, no thread, no
 * log.
 */
@NullMarked
package dev.tidegate.queue.policy;

import org.jspecify.annotations.NullMarked;
