/**
 * ECS as the AWS SDK sees it: requests are checked and turned into calls on the world, its answers
 * into the SDK's shapes.
 *
 * <p>May import the world, {@code time}, {@code face} and the ECS part of the SDK. Holds no state
 * and no rule of its own.
 */
@NullMarked
package dev.tidegate.localaws.ecs;

import org.jspecify.annotations.NullMarked;
