package dev.tidegate.queue.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bundled Redis 7.0 on the loopback interface that keeps its data in a folder: every write is on
 * disk before it is answered ({@code appendfsync always}), nothing is evicted. Started again on the
 * same folder, also after it was killed, it has all that it ever acknowledged.
 *
 * <p>The server ends with this process whatever that one dies of: a shell beside it holds the
 * reading end of a pipe from here and stops the server when the pipe breaks. It runs in a session
 * of its own where the system has {@code setsid}, so that Ctrl-C in a terminal reaches this program
 * first, which can then finish its work with a living store.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;
  private static final int PORT_TRIES = 5;

  /** Runs the server, names its process, and stops it when the shell's own input ends. */
  private static final String GUARDIAN =
      """
      trap '' INT
      if command -v setsid >/dev/null 2>&1
      then setsid "$@" </dev/null &
      else "$@" </dev/null &
      fi
      server=$!
      echo "pid $server"
      exec 3<&0
      { while read -r line <&3; do :; done; kill -TERM $server 2>/dev/null; } &
      watcher=$!
      wait $server
      code=$?
      kill $watcher 2>/dev/null
      echo "exit $code"
      """;

  private final DataDirectory directory;
  private final Process guardian;
  private final long pid;
  private final int port;

  private EmbeddedRedis(DataDirectory directory, Process guardian, long pid, int port) {
    this.directory = directory;
    this.guardian = guardian;
    this.pid = pid;
    this.port = port;
  }

  /**
   * Starts a server and waits until it has loaded its data and takes connections.
   *
   * @param dataDir its folder, made if it is not there
   * @param portOr0 the port on 127.0.0.1; 0 = any free one
   * @throws EmbeddedRedisException if the folder or the port is in use, or the server does not come
   *     up within a minute
   */
  public static EmbeddedRedis start(Path dataDir, int portOr0) {
    return start(dataDir, portOr0, List.of());
  }

  /**
   * Like {@link #start(Path, int)} with further arguments of {@code redis-server}, which win over
   * the ones given here.
   */
  public static EmbeddedRedis start(Path dataDir, int portOr0, List<String> extraArguments) {
    DataDirectory directory = DataDirectory.claim(dataDir);
    try {
      Path binary = RedisBinary.in(dataDir);
      for (int tries = 1; ; tries++) {
        int port = portOr0 == 0 ? freePort() : portOr0;
        try {
          return launch(directory, arguments(binary, dataDir, port, extraArguments), port);
        } catch (EmbeddedRedisException e) {
          // Between choosing a free port and binding it someone else may have taken it.
          if (!e.isPortInUse() || portOr0 != 0 || tries == PORT_TRIES) {
            throw e;
          }
        }
      }
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedRedisException("no free port on the loopback interface", e);
    }
  }

  private static List<String> arguments(
      Path binary, Path dataDir, int port, List<String> extraArguments) {
    List<String> words =
        new ArrayList<>(List.of("/bin/sh", "-c", GUARDIAN, "embedded-redis", binary.toString()));
    words.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    words.addAll(List.of("--dir", dataDir.toAbsolutePath().toString(), "--daemonize", "no"));
    words.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    words.addAll(List.of("--no-appendfsync-on-rewrite", "no", "--save", ""));
    words.addAll(List.of("--maxmemory-policy", "noeviction"));
    words.addAll(extraArguments);
    return words;
  }

  private static EmbeddedRedis launch(DataDirectory directory, List<String> words, int port) {
    Process guardian;
    try {
      guardian = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new EmbeddedRedisException("the embedded Redis cannot be run: " + e.getMessage(), e);
    }
    ServerOutput output = new ServerOutput(guardian.getInputStream());
    Thread reader = new Thread(output, "embedded-redis-output-" + port);
    reader.setDaemon(true);
    reader.start();
    try {
      long pid = output.pid().get(START_SECONDS, TimeUnit.SECONDS);
      directory.remember(pid);
      if (!output.ready().get(START_SECONDS, TimeUnit.SECONDS)) {
        throw refused(output, port);
      }
      return new EmbeddedRedis(directory, guardian, pid, port);
    } catch (TimeoutException | ExecutionException e) {
      end(guardian);
      throw new EmbeddedRedisException("the embedded Redis did not come up in time", e);
    } catch (InterruptedException e) {
      end(guardian);
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while starting Redis", e);
    } catch (EmbeddedRedisException e) {
      end(guardian);
      throw e;
    }
  }

  private static EmbeddedRedisException refused(ServerOutput output, int port) {
    if (output.find(line -> line.contains("Failed listening on port")).isPresent()) {
      return new EmbeddedRedisException(
          "port " + port + " on 127.0.0.1 is in use by another process: choose another port",
          null,
          true);
    }
    String why =
        output
            .find(line -> !line.startsWith("exit ") && !line.startsWith("pid "))
            .orElse("it said nothing");
    return new EmbeddedRedisException("the embedded Redis ended at its start: " + why);
  }

  /** Breaks the pipe to the shell, which then stops the server; kills both if that takes long. */
  private static void end(Process guardian) {
    try {
      guardian.getOutputStream().close();
      if (!guardian.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        guardian.descendants().forEach(ProcessHandle::destroyForcibly);
        guardian.destroyForcibly();
      }
    } catch (IOException e) {
      guardian.descendants().forEach(ProcessHandle::destroyForcibly);
      guardian.destroyForcibly();
    } catch (InterruptedException e) {
      guardian.descendants().forEach(ProcessHandle::destroyForcibly);
      guardian.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Where clients find it, {@code redis://127.0.0.1:port}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The server's process id. */
  public long pid() {
    return pid;
  }

  /** Whether the server's process runs. */
  public boolean isAlive() {
    return guardian.isAlive();
  }

  /** Stops the server after it wrote what it has, and gives the folder back. At most 20 s. */
  @Override
  public void close() {
    end(guardian);
    directory.close();
  }
}
