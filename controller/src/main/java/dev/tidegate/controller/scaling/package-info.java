/**
 * How many tasks a worker pool needs, and how it gives tasks up without hurting one that works:
 * rates from counters, the formula, the decision around it, the choice of victims, and the steps of
 * a scale-in.
 *
 * <p>Pure: may import {@code model} and JDK value types only.
 */
@NullMarked
package dev.tidegate.controller.scaling;

import org.jspecify.annotations.NullMarked;
