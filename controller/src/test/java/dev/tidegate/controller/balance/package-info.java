/** Tests of balancing. */
@NullMarked
package dev.tidegate.controller.balance;

import org.jspecify.annotations.NullMarked;
