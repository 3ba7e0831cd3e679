/** The fleet adapter against real runtimes on a real Redis. */
@NullMarked
package dev.tidegate.controller.fleet;

import org.jspecify.annotations.NullMarked;
