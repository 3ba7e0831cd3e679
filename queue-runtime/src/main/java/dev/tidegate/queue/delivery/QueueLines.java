package dev.tidegate.queue.delivery;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.time.Ticker;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lines of takers of this runtime, one per queue somebody waits for. Woken by the store, and by
 * a look of its own about each second, because wake-ups can be lost.
 *
 * <p>Lines come with their first taker and go at the first tick without one, so their number is
 * bounded by what the takers ask for.
 */
public final class QueueLines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueLines.class);

  private static final long TICK_MS = 1_000;
  private static final double TICK_SPREAD = 0.2;

  /** A blocked queue is not asked again sooner than this, whatever the store promises. */
  private static final long SOONEST_RETRY_MS = 5;

  private static final long LATEST_RETRY_MS = 1_000;

  private final QueueStore store;
  private final Ticker ticker;
  private final InstantSource clock;
  private final Map<QueueName, QueueLine> lines = new ConcurrentHashMap<>();
  private Ticker.Planned looks = () -> {};

  /**
   * @param ticker one shared timer thread; owned by the caller
   */
  public QueueLines(QueueStore store, Ticker ticker, InstantSource clock) {
    this.store = store;
    this.ticker = ticker;
    this.clock = clock;
  }

  /** Starts the regular look. */
  public void start() {
    looks = ticker.every(TICK_MS, TICK_SPREAD, this::tick);
  }

  /** Puts a taker at the end of its queue's line. */
  public void join(QueueName queue, Taker taker) {
    QueueLine line = lines.computeIfAbsent(queue, this::newLine);
    // A line that closed meanwhile has already left the map: the next try gets a fresh one.
    line.join(taker, () -> join(queue, taker));
  }

  /** Number of queues that somebody waits for. */
  public int size() {
    return lines.size();
  }

  private QueueLine newLine(QueueName queue) {
    return new QueueLine(
        queue,
        store,
        this::runAt,
        (thread, defect) -> LOG.error("defect in the line of queue {}", queue, defect));
  }

  /** There may be work in a queue. */
  public void wake(QueueName queue) {
    QueueLine line = lines.get(queue);
    if (line != null) {
      line.hint();
    }
  }

  private void tick() {
    lines.forEach((queue, line) -> line.tick(() -> lines.remove(queue, line)));
  }

  private void runAt(long epochMs, Runnable task) {
    long delay = epochMs - clock.millis();
    var unused = ticker.after(Math.max(SOONEST_RETRY_MS, Math.min(LATEST_RETRY_MS, delay)), task);
  }

  /** Stops looking. Takers still in line simply get nothing more. */
  @Override
  public void close() {
    looks.cancel();
    lines.clear();
  }
}
