/**
 * EC2 Auto Scaling as the AWS SDK sees it: requests become calls on the world, its answers the
 * SDK's shapes.
 *
 * <p>May import the world, {@code time}, {@code face} and the Auto Scaling part of the SDK. Holds
 * no state and no rule of its own.
 */
@NullMarked
package dev.tidegate.localaws.autoscaling;

import org.jspecify.annotations.NullMarked;
