/**
 * The world as a whole: {@link dev.tidegate.localaws.world.World} puts its parts together.
 *
 * <p>Pure and mutable: it moves only when it is told the time, by one caller at a time, and all its
 * chance comes from one seed. May import its own sub-packages; never the AWS SDK, a thread, a
 * socket or a clock.
 */
@NullMarked
package dev.tidegate.localaws.world;

import org.jspecify.annotations.NullMarked;
