/**
 * Wires the controller together and runs it: the loop's thread, its status, requests from outside,
 * and the dry run. The only package that starts a thread, waits, or reads the system's clock.
 *
 * <p>May import everything of the controller.
 */
@NullMarked
package dev.tidegate.controller.app;

import org.jspecify.annotations.NullMarked;
