/**
 * The runtime put together by hand: what starts, in which order, and how it ends.
 *
 * <p>May import everything in this module. Nobody inside the module imports it.
 */
@NullMarked
package dev.tidegate.queue.app;

import org.jspecify.annotations.NullMarked;
