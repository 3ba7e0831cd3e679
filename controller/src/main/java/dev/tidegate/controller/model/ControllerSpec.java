package dev.tidegate.controller.model;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the controller itself.
 *
 * @param pass from the start of one pass to the start of the next
 * @param lease how long leadership lasts without renewal
 * @param awsTimeout upper bound of one AWS call with all its retries
 * @param maxAge an observation older than this decides nothing
 * @param protection how long a scale-in protection lasts without renewal, whole minutes
 * @param heartbeat the ledger repeats an unchanged decision this often
 * @param creditsEvery how often CPU credit balances are read; AWS has a new one each five minutes
 * @param ledger file to append to; empty = standard output
 */
public record ControllerSpec(
    Duration pass,
    Duration lease,
    Duration awsTimeout,
    Duration maxAge,
    Duration protection,
    Duration heartbeat,
    Duration creditsEvery,
    String ledger) {
  public ControllerSpec {
    Objects.requireNonNull(ledger, "ledger");
    if (pass.isZero() || pass.isNegative()) {
      throw new IllegalArgumentException("pass must be above zero");
    }
    if (lease.compareTo(pass.plus(awsTimeout)) <= 0) {
      throw new IllegalArgumentException("lease must be longer than pass + awsTimeout");
    }
  }

  public static ControllerSpec defaults() {
    return new ControllerSpec(
        Duration.ofSeconds(15),
        Duration.ofSeconds(45),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofMinutes(3),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        "");
  }
}
