/**
 * A simulator of the parts of AWS that Tidegate fights with: ECS on EC2, Network Load Balancers,
 * CPU credits, CloudWatch and Auto Scaling, behind the AWS SDK's own client interfaces.
 *
 * <p>{@link dev.tidegate.localaws.LocalAws} is the entry. May import every package below it; knows
 * neither the controller nor the queue.
 */
@NullMarked
package dev.tidegate.localaws;

import org.jspecify.annotations.NullMarked;
