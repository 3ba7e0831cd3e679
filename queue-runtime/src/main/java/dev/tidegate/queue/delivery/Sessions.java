package dev.tidegate.queue.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The sessions served by this runtime, and for a short while those that just broke while handlers
 * run: until the worker is back (here or elsewhere) its jobs shall not look like nobody's, or a
 * scale-in would take the worker for idle.
 */
public final class Sessions {
  /** How long a broken session with running handlers is still reported. */
  private static final long LINGER_NANOS = 10_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<String, LiveSession> live = new ConcurrentHashMap<>();
  private final Map<String, Lingering> lingering = new ConcurrentHashMap<>();

  private record Lingering(SessionView view, long untilNanos) {}

  public Sessions(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A session came; the one that it displaces hands over what it holds. */
  public void enter(LiveSession session, HeldJobs.Heir heir) {
    String id = session.facts().id().value();
    LiveSession before = live.put(id, session);
    lingering.remove(id);
    if (before != null && before != session) {
      before.displacedBy(heir);
    }
  }

  /** The session of this id: the one that is served, else {@code newcomer}, served from now on. */
  public LiveSession enterIfAbsent(LiveSession newcomer) {
    LiveSession before = live.putIfAbsent(newcomer.facts().id().value(), newcomer);
    return before == null ? newcomer : before;
  }

  /** A session went; {@code last} is reported a little longer if it still holds jobs. */
  public void leave(LiveSession session, SessionView last) {
    String id = session.facts().id().value();
    if (live.remove(id, session) && last.held() > 0) {
      lingering.put(id, new Lingering(last.asGone(), nanoTime.getAsLong() + LINGER_NANOS));
    }
  }

  /** A session that holds nothing went. */
  public void leave(LiveSession session) {
    live.remove(session.facts().id().value(), session);
  }

  /** Tells every session to look at the drains again. */
  public void drainsChanged() {
    live.values().forEach(LiveSession::drainsChanged);
  }

  /** Hands the state of every session to {@code to}, on whatever thread has it. */
  public void report(Consumer<SessionView> to) {
    long now = nanoTime.getAsLong();
    lingering.values().removeIf(gone -> gone.untilNanos() - now < 0);
    lingering.values().forEach(gone -> to.accept(gone.view()));
    live.values().forEach(session -> session.report(to));
  }

  /** The sessions being served. */
  public List<LiveSession> live() {
    return new ArrayList<>(live.values());
  }
}
