/** Tests of the join. */
@NullMarked
package dev.tidegate.controller.model;

import org.jspecify.annotations.NullMarked;
