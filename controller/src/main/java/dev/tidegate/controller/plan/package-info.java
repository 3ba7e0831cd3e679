/**
 * Puts a pass together: what was observed, what each part of the controller wants, which of these
 * may happen now and in what order, and the check that repeats itself right before an act that
 * disrupts.
 *
 * <p>Pure: may import {@code model}, the decision packages ({@code scaling}, {@code balance},
 * {@code rotation}, {@code credit}) and JDK value types only.
 */
@NullMarked
package dev.tidegate.controller.plan;

import org.jspecify.annotations.NullMarked;
