/**
 * Replaces one runtime without a failed call: the state of a rotation, what it sees, and the next
 * step as a pure function of both.
 *
 * <p>Pure: may import {@code model} and JDK value types only.
 */
@NullMarked
package dev.tidegate.controller.rotation;

import org.jspecify.annotations.NullMarked;
