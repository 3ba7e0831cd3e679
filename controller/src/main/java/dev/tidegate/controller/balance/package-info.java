/**
 * Evens out the connections of a target pool: who is above its fair share beyond what chance
 * explains, how much it sheds, whether a cap helps, and when to stop.
 *
 * <p>Pure: may import {@code model} and JDK value types only.
 */
@NullMarked
package dev.tidegate.controller.balance;

import org.jspecify.annotations.NullMarked;
