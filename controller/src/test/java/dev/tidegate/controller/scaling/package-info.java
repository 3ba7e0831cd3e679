/** Tests of scaling. */
@NullMarked
package dev.tidegate.controller.scaling;

import org.jspecify.annotations.NullMarked;
