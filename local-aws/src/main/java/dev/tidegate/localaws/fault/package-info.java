/**
 * Faults of the AWS API by seed: throttling, server errors, delays, and calls that take effect
 * although the caller sees a timeout.
 *
 * <p>May import JDK and SDK core types; knows no world.
 */
@NullMarked
package dev.tidegate.localaws.fault;

import org.jspecify.annotations.NullMarked;
