/**
 * Who moves the hand of the world's clock: {@link dev.tidegate.localaws.time.VirtualDriver} when
 * told to, {@link dev.tidegate.localaws.time.RealDriver} as time passes. Both guard the world with
 * a lock and perform its effects in order; the rules and the event queue are the same.
 *
 * <p>May import the world. The only package here that reads a clock or starts a thread on its own.
 */
@NullMarked
package dev.tidegate.localaws.time;

import org.jspecify.annotations.NullMarked;
