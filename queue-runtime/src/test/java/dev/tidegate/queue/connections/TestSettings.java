package dev.tidegate.queue.connections;

import java.time.Duration;

final class TestSettings {
  private TestSettings() {}

  /** The defaults with a fine tick and quick rates. */
  static final KeeperSettings FAST =
      new KeeperSettings(
          KeeperSettings.Transport.AUTO,
          2,
          10_000,
          Duration.ofMillis(5),
          Duration.ofSeconds(1),
          0.1,
          KeepaliveSettings.DEFAULT,
          BounceSettings.DEFAULT);
}
