package dev.tidegate.cli.demo;

import java.nio.file.Path;

/**
 * What a demo is made of.
 *
 * @param seconds planned length of the load
 * @param directory where its files go
 * @param producers connections that call all the time
 * @param slots handlers per worker
 * @param fewest workers at rest
 * @param most workers at the peak
 * @param runtimes runtimes behind the load balancer
 * @param seed of the simulated AWS
 */
record DemoSettings(
    int seconds,
    Path directory,
    int producers,
    int slots,
    int fewest,
    int most,
    int runtimes,
    long seed) {
  /** Below these the demo shows nothing, and says so by {@code ok:false}. */
  static final int LEAST_JOBS = 5_000;

  static final int LEAST_PRODUCERS = 8;
  static final int LEAST_PEAK_WORKERS = 3;

  /** Jobs per second on the plateau: a minute of it makes well over the least number of jobs. */
  static final double PEAK = 280;

  static final double TRICKLE = 24;

  LoadShape shape() {
    // A shorter show must be a busier one, to be one at all.
    double busier = Math.max(1, 60.0 / seconds);
    return new LoadShape(seconds, TRICKLE, PEAK * busier);
  }

  Path acknowledged() {
    return directory.resolve("acknowledged");
  }

  Path records() {
    return directory.resolve("handled.log");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path ledger() {
    return directory.resolve("ledger.ndjson");
  }
}
