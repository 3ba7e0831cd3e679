/** Tests of the resources' reader. */
@NullMarked
package dev.tidegate.controller.config;

import org.jspecify.annotations.NullMarked;
