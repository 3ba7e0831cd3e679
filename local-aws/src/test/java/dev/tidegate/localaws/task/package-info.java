/** Tasks as real processes, and what they find in their environment. */
package dev.tidegate.localaws.task;
