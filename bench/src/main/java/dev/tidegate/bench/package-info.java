/**
 * Benchmarks: load on the real path, micro benchmarks of hot code, and replay of recorded traces.
 * Nothing here is a timed unit test.
 *
 * <p>May import client, queue-runtime, controller and local-aws; nobody imports it.
 */
@NullMarked
package dev.tidegate.bench;

import org.jspecify.annotations.NullMarked;
