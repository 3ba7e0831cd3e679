package dev.tidegate.queue.delivery;

import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.QueueStore;
import dev.tidegate.queue.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives deliveries back that nobody began, at once and without charging an attempt. Where the store
 * cannot be reached the short delivery lease does the same a few seconds later.
 */
public final class GivingBack {
  private static final Logger LOG = LoggerFactory.getLogger(GivingBack.class);
  private static final int PER_CALL = 256;

  private final QueueStore store;

  public GivingBack(QueueStore store) {
    this.store = store;
  }

  /** Gives back what no handler was confirmed for. */
  public void unstarted(List<HeldJobs.Entry> entries) {
    Map<String, List<HeldJob>> byQueue = new TreeMap<>();
    for (HeldJobs.Entry entry : entries) {
      byQueue.computeIfAbsent(entry.queue().value(), q -> new ArrayList<>()).add(entry.held());
    }
    byQueue.forEach((queue, held) -> give(new QueueName(queue), held, true));
  }

  /**
   * Gives back jobs that never left this runtime.
   *
   * @param onlyUnstarted false where the full lease was granted on delivery
   */
  public void give(QueueName queue, List<HeldJob> held, boolean onlyUnstarted) {
    for (int from = 0; from < held.size(); from += PER_CALL) {
      List<Settlement> part = new ArrayList<>();
      for (HeldJob job : held.subList(from, Math.min(held.size(), from + PER_CALL))) {
        part.add(new Settlement.Release(job, 0, onlyUnstarted));
      }
      store
          .settle(queue, part)
          .whenComplete(
              (done, problem) -> {
                if (problem != null) {
                  LOG.debug("{} deliveries of {} wait for their lease to end", part.size(), queue);
                }
              });
    }
  }
}
