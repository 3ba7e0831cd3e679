package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same promise towards a client that is built on another HTTP/2 implementation. */
class PythonClientTest {
  private static final int SHEDS = 30;

  /**
   * Calls until its standard input closes, then prints how many calls went well and how many not.
   */
  private static final String CLIENT =
      """
      import sys, threading, grpc
      channels = [grpc.insecure_channel(
          sys.argv[1], options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(4)]
      done = threading.Event()
      lock = threading.Lock()
      ok, failed = 0, []
      def call(channel):
          global ok
          echo = channel.unary_unary("/tidegate.test.Echo/Echo")
          while not done.is_set():
              try:
                  echo(b"hello", timeout=20)
                  with lock: ok += 1
              except grpc.RpcError as e:
                  with lock: failed.append(str(e.code()) + " " + e.details())
      threads = [threading.Thread(target=call, args=(c,)) for c in channels for _ in range(2)]
      for t in threads: t.start()
      sys.stdin.read()
      done.set()
      for t in threads: t.join()
      print(ok, len(failed), failed[:3])
      """;

  @BeforeAll
  static void needsGrpcForPython() {
    boolean present = pythonHasGrpc();
    if (!present) {
      System.out.println(
          "skipped PythonClientTest: python3 with the grpc package is not installed");
    }
    assumeTrue(present, "python3 with the grpc package is not installed");
  }

  @Test
  void noCallOfAPythonClientFailsWhileItsConnectionsAreShed() throws Exception {
    try (KeptServer server = new KeptServer("a", TestSettings.FAST, false)) {
      Process client =
          new ProcessBuilder("python3", "-c", CLIENT, "127.0.0.1:" + server.port())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        int order = 0;
        while (server.keeper.totals().shed() < SHEDS) {
          server.until("connected", () -> server.staying() >= 4);
          server.shedAll("order-" + order++, Duration.ofSeconds(10));
          long before = server.keeper.totals().shed();
          server.until("told", () -> server.keeper.totals().shed() > before);
        }
        client.getOutputStream().close();
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String[] answer =
            new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ", 3);
        System.out.printf("python: %s calls, %s failed %s%n", answer[0], answer[1], answer[2]);
        assertThat(Long.parseLong(answer[0])).isPositive();
        assertThat(answer[1]).isEqualTo("0");
      } finally {
        client.destroyForcibly();
      }
    }
  }

  private static boolean pythonHasGrpc() {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", "import grpc")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
