package dev.tidegate.controller.balance;

import java.util.Objects;

/** What one serving runtime carries, as far as balancing looks at it. */
public record RuntimeLoad(
    String runtimeId, String bootId, String zone, int connections, double rpcPerSecond) {
  public RuntimeLoad {
    Objects.requireNonNull(runtimeId, "runtimeId");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(zone, "zone");
    if (connections < 0 || !(rpcPerSecond >= 0)) {
      throw new IllegalArgumentException("a load is not negative");
    }
  }
}
