package dev.tidegate.localaws.task;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tiny shell that outlives this process by a moment: it learns the process ids of all tasks, and
 * when its standard input ends, because this process closed it or died of whatever, it kills those
 * that are left.
 */
final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private static final String SCRIPT =
      "trap '' INT TERM HUP; pids=' '; "
          + "while read -r op pid; do case $op in "
          + "+) pids=\"$pids$pid \" ;; "
          + "-) case $pids in *\" $pid \"*) pids=\"${pids%% $pid *} ${pids#* $pid }\" ;; esac ;; "
          + "esac; done; "
          + "for p in $pids; do kill -KILL \"$p\" 2>/dev/null; done";

  private final Process shell;
  private final OutputStream orders;

  Watchdog() throws IOException {
    this.shell =
        new ProcessBuilder("sh", "-c", SCRIPT)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    this.orders = shell.getOutputStream();
  }

  synchronized void watch(long pid) {
    order('+', pid);
  }

  synchronized void forget(long pid) {
    order('-', pid);
  }

  private void order(char sign, long pid) {
    try {
      orders.write((sign + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
      orders.flush();
    } catch (IOException e) {
      LOG.warn("the watchdog no longer listens: {}", e.toString());
    }
  }

  long pid() {
    return shell.pid();
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      LOG.debug("closing the watchdog", e);
    }
  }
}
