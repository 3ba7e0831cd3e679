package dev.tidegate.queue.connections;

import io.grpc.Server;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a server does on SIGTERM, in the one order that loses no call behind a layer-4 balancer:
 * move everybody on while the listener stays open, because the balancer goes on sending flows for a
 * while; stop listening; let calls finish; cut what is left.
 */
public final class GracefulStop {
  /** Time that terminating may take beyond lag and grace. */
  public static final Duration MARGIN = Duration.ofSeconds(15);

  private GracefulStop() {}

  /**
   * Blocks for at most lag + grace + {@link #MARGIN}, which a supervisor's kill timeout must exceed
   * (ECS {@code stopTimeout}, systemd {@code TimeoutStopSec}).
   *
   * @param lag how long the balancer may go on sending new connections
   * @param grace how long calls still open after that get
   * @param reason told to the clients
   * @return whether nothing had to be cut
   * @throws InterruptedException if the thread is interrupted; server and keeper are then cut off
   */
  public static boolean run(
      ConnectionKeeper keeper, Server server, Duration lag, Duration grace, String reason)
      throws InterruptedException {
    long cutBefore = keeper.totals().hardClosed();
    try {
      // Told in the first half of the lag, they arrive elsewhere before the listener closes.
      keeper.closeAll(lag.plus(grace), lag.dividedBy(2), reason);
      boolean clean = await(server, lag);
      server.shutdown();
      clean |= await(server, grace.plusSeconds(1));
      return clean && keeper.totals().hardClosed() == cutBefore;
    } finally {
      end(keeper, server);
    }
  }

  private static void end(ConnectionKeeper keeper, Server server) throws InterruptedException {
    try {
      server.shutdownNow();
      await(server, Duration.ofSeconds(2));
    } finally {
      keeper.close();
    }
  }

  private static boolean await(Server server, Duration atMost) throws InterruptedException {
    return server.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
