/**
 * A real Redis server of our own, run as a child process on this machine, for those who bring none.
 *
 * <p>May import the JDK, slf4j and the library that carries the server's binary; nothing of the
 * queue. It starts, watches and stops a process; it does not speak to it.
 */
@NullMarked
package dev.tidegate.queue.embedded;

import org.jspecify.annotations.NullMarked;
