package dev.tidegate.localaws;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Host ports that are free on this machine. They lie below the range from which the kernel takes
 * the ports of outgoing connections (32768 and up on Linux), because one of the many flows could
 * otherwise take a port between its choice and the moment when the task listens on it.
 */
final class HostPorts {

  private static final int FIRST = 20_000;
  private static final int PAST_LAST = 32_000;
  private static final int ATTEMPTS = 1_000;
  private static final int REMEMBERED = 4_000;

  private final RandomGenerator random;
  private final Set<Integer> recent = new LinkedHashSet<>();

  HostPorts(RandomGenerator random) {
    this.random = random;
  }

  int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(FIRST, PAST_LAST);
      if (!recent.contains(port) && opens(port)) {
        remember(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + PAST_LAST);
  }

  private void remember(int port) {
    if (recent.size() == REMEMBERED) {
      recent.remove(recent.iterator().next());
    }
    recent.add(port);
  }

  private static boolean opens(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
