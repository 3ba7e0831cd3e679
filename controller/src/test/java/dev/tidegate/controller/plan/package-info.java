/** Tests of the pass as a whole value. */
@NullMarked
package dev.tidegate.controller.plan;

import org.jspecify.annotations.NullMarked;
