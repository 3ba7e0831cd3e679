/** Scenarios: the whole controller over the simulated cloud, in virtual time. */
@NullMarked
package dev.tidegate.controller.scenario;

import org.jspecify.annotations.NullMarked;
