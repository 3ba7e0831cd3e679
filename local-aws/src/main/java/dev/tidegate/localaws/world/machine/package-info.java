/**
 * EC2 instances: their types, their addresses, the credits of burstable ones, and the Auto Scaling
 * groups that launch and end them.
 *
 * <p>Pure: may import the kernel and metrics. Knows no task.
 */
@NullMarked
package dev.tidegate.localaws.world.machine;

import org.jspecify.annotations.NullMarked;
