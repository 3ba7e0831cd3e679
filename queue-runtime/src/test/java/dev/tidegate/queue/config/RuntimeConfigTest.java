package dev.tidegate.queue.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {
  @Test
  void theDefaultsListenOnLoopbackOnAFreePortWithTheEmbeddedRedis() {
    RuntimeConfig config = RuntimeConfig.defaults();
    assertThat(config.listenHost()).isEqualTo("127.0.0.1");
    assertThat(config.listenPort()).isZero();
    assertThat(config.redis()).isEmpty();
  }

  @Test
  void flagsGoBeforeTheEnvironmentAndCarryUnits() {
    RuntimeConfig config =
        RuntimeConfig.of(
            List.of("--drain-lag", "250ms", "--max-message-size=16MB", "--maintenance-only"),
            Map.of("TIDEGATE_DRAIN_LAG", "5s", "TIDEGATE_STREAM_GRACE", "2m", "PATH", "/bin"));
    assertThat(config.drainLag()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.streamGrace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.maxMessageBytes()).isEqualTo(16 * 1024 * 1024);
    assertThat(config.maintenanceOnly()).isTrue();
  }

  @Test
  void allFaultsAreToldAtOnce() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                RuntimeConfig.of(
                    List.of(
                        "--drain-lag",
                        "5",
                        "--listen-port",
                        "70000",
                        "--redis",
                        "http://x",
                        "--durability",
                        "disk",
                        "--listen-host",
                        "0.0.0.0",
                        "--stream-grace"),
                    Map.of()));
    assertThat(refused.problems())
        .anySatisfy(p -> assertThat(p).startsWith("--drain-lag: '5' is no duration"))
        .anySatisfy(p -> assertThat(p).startsWith("--listen-port: must be 0..65535"))
        .anySatisfy(p -> assertThat(p).startsWith("--redis: must look like redis://"))
        .anySatisfy(p -> assertThat(p).contains("'disk' is not one of verify, fsync, memory"))
        .anySatisfy(p -> assertThat(p).contains("--insecure-listen-anywhere"))
        .anySatisfy(p -> assertThat(p).isEqualTo("--stream-grace needs a value"))
        .hasSize(6);
  }

  @Test
  void anUnknownSettingIsRefusedWithAHint() {
    assertThatThrownBy(() -> RuntimeConfig.of(Map.of("drian-lag", "5s")))
        .hasMessage("unknown setting --drian-lag; did you mean --drain-lag?");
    assertThatThrownBy(() -> RuntimeConfig.of(List.of(), Map.of("TIDEGATE_REDDIS", "x")))
        .hasMessage("unknown setting TIDEGATE_REDDIS; did you mean --redis?");
    assertThatThrownBy(() -> RuntimeConfig.of(Map.of("colour", "red")))
        .hasMessageStartingWith("unknown setting --colour; known are data-dir, drain-lag");
  }

  @Test
  void listeningAnywhereMustBeAskedFor() {
    assertThat(
            RuntimeConfig.of(Map.of("listen-host", "0.0.0.0", "insecure-listen-anywhere", "true"))
                .listenHost())
        .isEqualTo("0.0.0.0");
    assertThatThrownBy(() -> RuntimeConfig.of(Map.of("listen-host", "0.0.0.0")))
        .hasMessageContaining("--insecure-listen-anywhere");
  }

  @Test
  void aPasswordInTheRedisUrlIsNeverShown() {
    assertThat(RuntimeConfig.withoutSecrets(URI.create("redis://me:secret@host:1/0")))
        .isEqualTo("redis://***@host:1/0");
  }
}
