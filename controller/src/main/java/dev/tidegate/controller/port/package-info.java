/**
 * What the controller needs from outside, in its own words: the cloud, the fleet, the ledger, and
 * the one classification of everything that can go wrong with them.
 *
 * <p>May import {@code model} and JDK value types only; knows neither the AWS SDK nor gRPC.
 */
@NullMarked
package dev.tidegate.controller.port;

import org.jspecify.annotations.NullMarked;
