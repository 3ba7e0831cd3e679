package dev.tidegate.queue.connections;

import java.time.Duration;

final class TestSettings {
  /** Multiplies the work of the tests under load: {@code -DargLine=-Dtidegate.soak=20}. */
  static final int SOAK = Integer.getInteger("tidegate.soak", 1);

  private TestSettings() {}

  /** The defaults with a fine tick and quick rates. */
  static final KeeperSettings FAST =
      new KeeperSettings(
          KeeperSettings.Transport.AUTO,
          2,
          10_000,
          Duration.ofMillis(5),
          Duration.ofMillis(200),
          0.1,
          Duration.ofSeconds(2),
          KeepaliveSettings.DEFAULT,
          BounceSettings.DEFAULT);
}
