/**
 * What a task really is: a child process, a function in this process, or, in virtual time, a model.
 * Also the metadata and task-protection endpoint that a task finds in its environment.
 *
 * <p>May import the world and {@code time}; knows no AWS SDK.
 */
@NullMarked
package dev.tidegate.localaws.task;

import org.jspecify.annotations.NullMarked;
