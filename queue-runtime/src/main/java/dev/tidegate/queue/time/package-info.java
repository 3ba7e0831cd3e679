/**
 * The one timer thread of the runtime.
 *
 * <p>Imports the JDK and the logging facade only; everybody may import it. With {@code queue.app}
 * the only place where a thread for timed work is started.
 */
@NullMarked
package dev.tidegate.queue.time;

import org.jspecify.annotations.NullMarked;
