package dev.tidegate.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.queue.embedded.EmbeddedRedis;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.Jobs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Each unfit Redis is one clear line that names the setting and the way out. */
class StartupGateTest {
  private static final QueueName QUEUE = new QueueName("gate");

  @TempDir Path folder;

  private static void assertRefused(RedisSettings settings, String... words) {
    assertThatThrownBy(() -> TestRedis.open(settings).close())
        .isInstanceOf(StoreStartException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).contains(words).doesNotContain("\n");
              assertThat(e.getMessage()).doesNotContain("s3cret");
            });
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("store-"));
  }

  @Test
  void theEmbeddedServerGivesFsyncAndThatIsVerified() {
    try (RedisQueueStore store = TestRedis.open(TestRedis.settings(TestRedis.shared()))) {
      assertThat(store.durability().given()).isEqualTo(Durability.FSYNC);
      assertThat(store.durability().verified()).isTrue();
      assertThat(store.durability().description()).contains("appendfsync is always");
    }
  }

  @Test
  void aServerThatEvictsIsRefused() {
    try (EmbeddedRedis redis = TestRedis.start(folder, "--maxmemory-policy", "allkeys-lru")) {
      assertRefused(RedisSettings.of(redis.uri()), "allkeys-lru", "maxmemory-policy", "noeviction");
    }
  }

  @Test
  void aServerWithoutAppendOnlyFileGivesMemory() {
    try (EmbeddedRedis redis = TestRedis.start(folder, "--appendonly", "no")) {
      try (RedisQueueStore store = TestRedis.open(RedisSettings.of(redis.uri()))) {
        assertThat(store.durability().given()).isEqualTo(Durability.MEMORY);
      }
      assertRefused(
          RedisSettings.of(redis.uri()).withDeclaredDurability(Durability.FSYNC),
          "declared",
          "FSYNC",
          "appendonly yes");
    }
  }

  @Test
  void aServerThatSyncsEachSecondGivesMemory() {
    try (EmbeddedRedis redis = TestRedis.start(folder, "--appendfsync", "everysec");
        RedisQueueStore store = TestRedis.open(RedisSettings.of(redis.uri()))) {
      assertThat(store.durability().given()).isEqualTo(Durability.MEMORY);
      assertThat(store.durability().description()).contains("everysec");
    }
  }

  @Test
  void whereConfigIsRefusedDurabilityIsDeclaredAndSaidToBe() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.aclSetUser("app", "on", ">s3cret", "~*", "&*", "+@all", "-config");
      RedisSettings settings =
          RedisSettings.of("redis://app:s3cret@127.0.0.1:" + redis.port() + "/3");
      try (RedisQueueStore store =
          TestRedis.open(settings.withDeclaredDurability(Durability.FSYNC))) {
        assertThat(store.durability().given()).isEqualTo(Durability.FSYNC);
        assertThat(store.durability().verified()).isFalse();
        assertThat(store.durability().description()).contains("declared, not verified");
        assertThat(StoreCalls.await(store.enqueue(QUEUE, List.of(Jobs.job("a").build()))))
            .hasSize(1);
      }
      jedis.select(3);
      assertThat(jedis.exists("tg:{gate.0}:job:a")).isTrue();
    }
  }

  @Test
  void aMissingAndAWrongPasswordAreSaidSo() {
    try (EmbeddedRedis redis = TestRedis.start(folder, "--requirepass", "right")) {
      String address = "127.0.0.1:" + redis.port();
      assertRefused(
          RedisSettings.of("redis://" + address), "asks for a password", "redis://:password@");
      assertRefused(
          RedisSettings.of("redis://:s3cret@" + address), address, "refuses user or password");
      TestRedis.open(RedisSettings.of("redis://:right@" + address)).close();
    }
  }

  @Test
  void nobodyAtTheAddressIsSaidSo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertRefused(
        RedisSettings.of("redis://127.0.0.1:" + port), "no Redis answers", "127.0.0.1:" + port);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    for (String uri : List.of("http://127.0.0.1", "127.0.0.1:6379", "redis://", "redis://h/x y")) {
      assertThatThrownBy(() -> RedisSettings.of(uri))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Redis URL");
    }
    assertThatThrownBy(() -> RedisSettings.of("redis://user:s3cret@/0"))
        .hasMessageNotContaining("s3cret");
    assertThat(RedisSettings.of("redis://user:s3cret@h:1/0").toString()).doesNotContain("s3cret");
  }

  @Test
  void aServerThatIsTooOldIsRefused() throws IOException {
    try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerAsVersionSix(old), "an-old-redis");
      answering.setDaemon(true);
      answering.start();
      assertRefused(
          RedisSettings.of("redis://127.0.0.1:" + old.getLocalPort()),
          "version 6.2.11",
          "7.0 or newer");
    }
  }

  /** No old server runs here: one that only knows what INFO of 6.2 looks like. */
  private static void answerAsVersionSix(ServerSocket server) {
    String info = "# Server\r\nredis_version:6.2.11\r\nmaxmemory_policy:noeviction\r\n";
    String hello = "*6\r\n+server\r\n+redis\r\n+version\r\n+6.2.11\r\n+proto\r\n:2\r\n";
    String bulk = "$" + info.length() + "\r\n" + info + "\r\n";
    try (Socket client = server.accept()) {
      InputStream in = client.getInputStream();
      byte[] asked = new byte[512];
      for (int length = in.read(asked); length >= 0; length = in.read(asked)) {
        boolean greeted = new String(asked, 0, length, StandardCharsets.US_ASCII).contains("HELLO");
        client
            .getOutputStream()
            .write((greeted ? hello : bulk).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }
}
