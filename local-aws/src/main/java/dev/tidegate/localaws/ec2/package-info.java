/**
 * EC2 as the AWS SDK sees it: requests become calls on the world, its answers the SDK's shapes.
 *
 * <p>May import the world, {@code time}, {@code face} and the EC2 part of the SDK. Holds no state
 * and no rule of its own.
 */
@NullMarked
package dev.tidegate.localaws.ec2;

import org.jspecify.annotations.NullMarked;
