/**
 * The edge: carries decisions out, one act after the other, each behind the gate of leadership, and
 * the disruptive ones behind a second reading.
 *
 * <p>May import {@code port}, {@code plan} and {@code model}; decides nothing.
 */
@NullMarked
package dev.tidegate.controller.act;

import org.jspecify.annotations.NullMarked;
