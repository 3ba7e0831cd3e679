/**
 * What every part of the simulated world shares: the clock hand and the agenda of coming events,
 * chance from one seed, the event log, the lag profile, the open points and the refusal that a
 * caller sees as an AWS error code.
 *
 * <p>Pure: may import JDK value types only. Knows no thread, no wall clock and no AWS SDK.
 */
@NullMarked
package dev.tidegate.localaws.world.kernel;

import org.jspecify.annotations.NullMarked;
