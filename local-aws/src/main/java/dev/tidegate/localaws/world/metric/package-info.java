/**
 * Metrics as CloudWatch keeps them: points with a time, readable only after a delay, folded into
 * periods when asked.
 *
 * <p>Pure: may import the kernel.
 */
@NullMarked
package dev.tidegate.localaws.world.metric;

import org.jspecify.annotations.NullMarked;
