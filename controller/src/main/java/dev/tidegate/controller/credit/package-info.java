/**
 * What is known of the CPU credits of burstable instances. Only observes and reports for now.
 *
 * <p>Pure: may import {@code model} and JDK value types only.
 */
@NullMarked
package dev.tidegate.controller.credit;

import org.jspecify.annotations.NullMarked;
