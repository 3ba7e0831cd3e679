/**
 * Named beginnings of a world, shared by tests, demo and bench.
 *
 * <p>May import the world.
 */
@NullMarked
package dev.tidegate.localaws.scenario;

import org.jspecify.annotations.NullMarked;
