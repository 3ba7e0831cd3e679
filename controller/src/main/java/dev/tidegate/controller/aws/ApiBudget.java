package dev.tidegate.controller.aws;

import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps the controller below its share of each account-wide bucket: the rest belongs to deployments
 * and to people. A call beyond it is not sent; it fails as throttled and the next pass tries again.
 * Used by the loop's one thread only.
 */
final class ApiBudget {
  static final double SHARE = 0.3;

  private final LongSupplier nanos;
  private final Map<ApiFamily, Bucket> buckets = new EnumMap<>(ApiFamily.class);

  ApiBudget(LongSupplier nanos) {
    this.nanos = nanos;
    for (ApiFamily family : ApiFamily.values()) {
      buckets.put(family, new Bucket(family.burst() * SHARE, nanos.getAsLong()));
    }
  }

  void spend(ApiFamily family) {
    Bucket bucket = buckets.get(family);
    if (bucket == null || !bucket.take(family, nanos.getAsLong())) {
      throw new PortException(
          FailureKind.THROTTLED, "own budget of " + family + " is spent: call not sent");
    }
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    private Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }

    private boolean take(ApiFamily family, long now) {
      double refill = (now - at) / 1e9 * family.perSecond() * SHARE;
      tokens = Math.min(family.burst() * SHARE, tokens + refill);
      at = now;
      if (tokens < 1) {
        return false;
      }
      tokens -= 1;
      return true;
    }
  }
}
