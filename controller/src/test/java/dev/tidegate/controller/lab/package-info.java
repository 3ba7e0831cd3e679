/**
 * A laboratory for scenarios: the simulated cloud in virtual time, a fleet that serves the real
 * contract in process, modelled runtimes, workers and clients, and an oracle that counts at the
 * clients and in the workers, never in the controller.
 */
@NullMarked
package dev.tidegate.controller.lab;

import org.jspecify.annotations.NullMarked;
