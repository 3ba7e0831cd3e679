package dev.tidegate.queue.delivery;

import java.util.function.Consumer;

/**
 * A session that this runtime serves just now. All calls are quick and may come from any thread.
 */
public interface LiveSession {
  SessionFacts facts();

  /** Looks at the drains again. */
  void drainsChanged();

  /** Reports its state, now or as soon as what it is doing is done. */
  void report(Consumer<SessionView> to);

  /** The same session came back on another stream: give what is held to {@code heir}, and end. */
  void displacedBy(HeldJobs.Heir heir);
}
