/** The running program. */
@NullMarked
package dev.tidegate.controller.app;

import org.jspecify.annotations.NullMarked;
