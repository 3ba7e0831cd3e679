package dev.tidegate.queue.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, ended in the reverse order. One failure does not keep the rest open. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, AutoCloseable part) {}

  <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  void closeAll() {
    while (!parts.isEmpty()) {
      Part next = parts.pop();
      try {
        next.part().close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (Exception problem) {
        LOG.warn("{} could not be closed", next.name(), problem);
      }
    }
  }
}
