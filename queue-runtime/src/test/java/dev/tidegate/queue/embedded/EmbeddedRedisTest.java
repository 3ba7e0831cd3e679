package dev.tidegate.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class EmbeddedRedisTest {
  @TempDir Path dir;

  @Test
  void itIsDurableEvictsNothingAndIsReachedFromThisMachineOnly() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(dir, 0);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      assertThat(jedis.configGet("appendonly")).containsEntry("appendonly", "yes");
      assertThat(jedis.configGet("appendfsync")).containsEntry("appendfsync", "always");
      assertThat(jedis.configGet("no-appendfsync-on-rewrite"))
          .containsEntry("no-appendfsync-on-rewrite", "no");
      assertThat(jedis.configGet("maxmemory-policy"))
          .containsEntry("maxmemory-policy", "noeviction");
      assertThat(jedis.configGet("save")).containsEntry("save", "");
      assertThat(jedis.configGet("bind")).containsEntry("bind", "127.0.0.1");
      assertThat(jedis.info("server")).contains("process_id:" + redis.pid());
      assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
    }
  }

  @Test
  void itsDataSurvivesAStopAndAKill() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(dir, 0)) {
      set(redis, "a");
    }
    EmbeddedRedis killed = EmbeddedRedis.start(dir, 0);
    set(killed, "b");
    ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> !killed.isAlive());
    killed.close();

    try (EmbeddedRedis redis = EmbeddedRedis.start(dir, 0);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      assertThat(jedis.mget("a", "b")).containsExactly("1", "1");
    }
  }

  private static void set(EmbeddedRedis redis, String key) {
    try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.set(key, "1");
    }
  }

  @Test
  void itStartsOnThePortItIsGiven() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(dir, port)) {
      assertThat(redis.port()).isEqualTo(port);
    }
  }

  @Test
  void aPortInUseIsOneClearLineAndTheFolderIsFreeAgain() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedRedis.start(dir, taken.getLocalPort()))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is in use by another process: choose another port",
              taken.getLocalPort());
    }
    EmbeddedRedis.start(dir, 0).close();
  }

  @Test
  void aFolderInUseIsOneClearLine() {
    try (EmbeddedRedis first = EmbeddedRedis.start(dir, 0)) {
      assertThat(first.isAlive()).isTrue();
      assertThatThrownBy(() -> EmbeddedRedis.start(dir, 0))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessageContaining("is in use by another process")
          .hasMessageContaining(dir.toString());
    }
  }

  @Test
  void aServerThatRefusesToStartSaysWhy() {
    assertThatThrownBy(() -> EmbeddedRedis.start(dir, 0, List.of("--appendfsync", "sometimes")))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("ended at its start");
  }

  @Test
  void itsFolderMustBeOne() {
    assertThatThrownBy(() -> EmbeddedRedis.start(Path.of("/dev/null/x"), 0))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void theServerEndsWhenItsParentIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long pid;
    try (var lines = parent.inputReader()) {
      pid = Long.parseLong(lines.readLine());
      assertThat(ProcessHandle.of(pid)).isPresent();
      parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    EmbeddedRedis.start(dir, 0).close();
  }

  /** A program that starts a server and then waits to be killed. */
  static final class Parent {
    public static void main(String[] args) throws IOException {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), 0);
      System.out.println(redis.pid());
      System.out.flush();
      int ignored = System.in.read();
      redis.close();
    }
  }
}
