/**
 * What the controller knows and what it is told to want, as values: specs, observations, views of
 * services, tasks, targets, runtimes, sessions and queues, and the join between them.
 *
 * <p>Pure: may import JDK value types only; no clock, no log, no thread, no AWS type, no proto.
 */
@NullMarked
package dev.tidegate.controller.model;

import org.jspecify.annotations.NullMarked;
