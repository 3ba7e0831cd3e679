package dev.tidegate.cdk.construct;

import software.amazon.awscdk.Duration;

/** From the JDK's durations, which settings use, to the CDK's. */
final class Durations {
  private Durations() {}

  static Duration cdk(java.time.Duration duration) {
    return Duration.seconds(duration.toSeconds());
  }
}
