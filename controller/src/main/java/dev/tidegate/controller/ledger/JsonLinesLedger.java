package dev.tidegate.controller.ledger;

import dev.tidegate.controller.port.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object per line: on every change of a decision and on every act, else once per heartbeat
 * and resource. A ledger that cannot be written is reported and does not stop the controller.
 */
public final class JsonLinesLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesLedger.class);

  /** Rotations come and go; beyond so many resources the oldest knowledge is dropped. */
  private static final int MAX_RESOURCES = 10_000;

  private final Appendable out;
  private final Duration heartbeat;
  private final Map<String, Last> last = new HashMap<>();

  private record Last(
      String decision, List<String> conditions, List<Outcome> renewed, Instant at) {}

  /**
   * Writes to {@code out}; flushed after each line where it can be.
   *
   * @param heartbeat how often an unchanged decision is repeated
   */
  public JsonLinesLedger(Appendable out, Duration heartbeat) {
    this.out = out;
    this.heartbeat = heartbeat;
  }

  @Override
  public void record(Entry entry) {
    Last before = last.get(entry.resource());
    boolean news =
        before == null
            || !before.decision().equals(entry.decision())
            || !before.conditions().equals(types(entry))
            || !before.renewed().equals(renewed(entry))
            || acted(entry)
            || !entry.at().isBefore(before.at().plus(heartbeat));
    if (!news) {
      return;
    }
    if (last.size() >= MAX_RESOURCES) {
      last.clear();
    }
    last.put(
        entry.resource(), new Last(entry.decision(), types(entry), renewed(entry), entry.at()));
    try {
      out.append(Json.write(entry)).append('\n');
      if (out instanceof java.io.Flushable flushable) {
        flushable.flush();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the ledger cannot be written: {}", e.toString());
    }
  }

  /** What is repeated in every pass: news only when it differs from the pass before. */
  private static List<Outcome> renewed(Entry entry) {
    return acted(entry) ? List.of() : entry.outcomes();
  }

  /** Renewing a directive is no news. */
  private static boolean acted(Entry entry) {
    return !entry.outcomes().isEmpty() && !entry.decision().equals("DIRECT");
  }

  private static List<String> types(Entry entry) {
    return entry.conditions().stream().map(c -> c.replaceFirst(":.*", "")).toList();
  }
}
