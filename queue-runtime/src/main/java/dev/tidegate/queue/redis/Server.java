package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.QueueName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server as last seen. Another run id means that it was restarted or replaced: recovery then
 * holds back for a while, and what this process believed to be written there is asked again.
 */
final class Server {
  private final Set<QueueName> registered = ConcurrentHashMap.newKeySet();
  private volatile String runId = "";

  void seen(String seenRunId) {
    if (!runId.equals(seenRunId)) {
      runId = seenRunId;
      registered.clear();
    }
  }

  String runId() {
    return runId;
  }

  boolean knows(QueueName queue) {
    return registered.contains(queue);
  }

  void registered(QueueName queue) {
    registered.add(queue);
  }
}
