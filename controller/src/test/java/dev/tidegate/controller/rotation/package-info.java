/** Tests of a rotation's steps. */
@NullMarked
package dev.tidegate.controller.rotation;

import org.jspecify.annotations.NullMarked;
