package dev.tidegate.queue.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the server prints: its process id, that it is ready, and why it is not. A child whose
 * output nobody reads would block in the end. Ends with the output.
 */
final class ServerOutput implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerOutput.class);
  private static final int KEPT_LINES = 100;

  private final InputStream in;
  private final Deque<String> last = new ArrayDeque<>();
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  ServerOutput(InputStream in) {
    this.in = in;
  }

  /** The server's process id, as the launching shell tells it. */
  CompletableFuture<Long> pid() {
    return pid;
  }

  /** True once connections are accepted; false if the output ended before that. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** The newest kept line that holds one of the words, where there is one. */
  synchronized Optional<String> find(Predicate<String> wanted) {
    return last.stream().filter(wanted).reduce((first, second) -> second);
  }

  @Override
  public void run() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      LOG.debug("output of the embedded Redis ended: {}", e.getMessage());
    } finally {
      ready.complete(false);
      pid.completeExceptionally(new IOException("the shell ended without naming the process"));
    }
  }

  private void take(String line) {
    LOG.debug("redis: {}", line);
    synchronized (this) {
      if (last.size() == KEPT_LINES) {
        last.removeFirst();
      }
      last.addLast(line);
    }
    if (line.startsWith("pid ")) {
      pid.complete(Long.parseLong(line.substring("pid ".length()).trim()));
    } else if (line.contains("Ready to accept connections")) {
      ready.complete(true);
    } else if (line.startsWith("exit ")) {
      ready.complete(false);
    }
  }
}
