package dev.tidegate.controller.config;

import dev.tidegate.controller.model.ControllerSpec;
import java.time.Duration;

/** Reads {@code kind: Controller}. */
final class ControllerReader {
  private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
  private static final int PASSES_PER_LEASE = 3;

  private ControllerReader() {}

  /** The spec, or the defaults if it is not valid (the problems say so). */
  static ControllerSpec read(Section spec) {
    ControllerSpec defaults = ControllerSpec.defaults();
    final Duration pass = spec.positive("pass", defaults.pass());
    final Duration timeout = spec.positive("awsTimeout", defaults.awsTimeout());
    Duration usual = pass.multipliedBy(PASSES_PER_LEASE);
    Duration least = pass.plus(timeout).multipliedBy(2);
    Duration otherwise = usual.compareTo(least) > 0 ? usual : least;
    final Duration lease =
        spec.duration("lease", otherwise.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : otherwise);
    final Duration maxAge = spec.positive("maxAge", defaults.maxAge());
    final Duration protection = spec.positive("protection", defaults.protection());
    final Duration heartbeat = spec.positive("heartbeat", defaults.heartbeat());
    final Duration creditsEvery = spec.positive("creditsEvery", defaults.creditsEvery());
    final String ledger = spec.text("ledger", "");
    spec.done();
    if (lease.compareTo(pass.plus(timeout)) <= 0
        || lease.compareTo(LONGEST_LEASE) > 0
        || lease.compareTo(SHORTEST_LEASE) < 0) {
      spec.problem(
          "lease",
          "must be longer than pass + awsTimeout ("
              + pass.plus(timeout).toMillis()
              + "ms) and at most 60s");
      return defaults;
    }
    if (protection.compareTo(Duration.ofMinutes(2)) < 0) {
      spec.problem("protection", "must be at least 2m: it is renewed when it ends soon");
    }
    return new ControllerSpec(
        pass, lease, timeout, maxAge, protection, heartbeat, creditsEvery, ledger);
  }
}
