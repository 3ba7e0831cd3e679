/**
 * What can be set about a runtime: read from flags and environment, checked in one place, all
 * faults told at once.
 *
 * <p>Pure: imports the JDK only.
 */
@NullMarked
package dev.tidegate.queue.config;

import org.jspecify.annotations.NullMarked;
