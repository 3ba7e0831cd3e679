package dev.tidegate.controller.scaling;

import java.time.Duration;
import java.util.Objects;

/**
 * Rates from the differences of totals, smoothed by an exponential moving average whose weight
 * follows the time between two samples, so that it does not depend on how often a pass runs. Soft:
 * after a restart two samples bring it back, and until then nobody decides on it.
 *
 * @param samples how many samples in a row it rests on; below 2 there is no rate yet
 * @param last the sample before
 * @param arrivalsPerSecond jobs
 * @param workPerSecond expected seconds of work that arrive per second
 * @param runSeconds recently completed work as observed, decayed
 * @param declaredSeconds the same work as declared, decayed
 */
public record RateEstimate(
    int samples,
    QueueSum last,
    double arrivalsPerSecond,
    double workPerSecond,
    double runSeconds,
    double declaredSeconds) {
  /** Calibration looks back this many times further than rates do: durations drift slowly. */
  private static final int CALIBRATION_MEMORY = 10;

  /** Declarations wrong by more than this are taken as this wrong: one outlier is no law. */
  private static final double MAX_CALIBRATION = 10;

  /** Below so much observed work there is no calibration, seconds. */
  private static final double MIN_OBSERVED = 1;

  public RateEstimate {
    Objects.requireNonNull(last, "last");
  }

  public static RateEstimate first(QueueSum sample) {
    return new RateEstimate(1, sample, 0, 0, 0, 0);
  }

  /** With one more sample. A total that fell starts the estimate anew: it is no negative rate. */
  public RateEstimate next(QueueSum sample, Duration timeConstant) {
    double seconds = Duration.between(last.observedAt(), sample.observedAt()).toNanos() / 1e9;
    if (sample.fellBehind(last)) {
      return first(sample);
    }
    if (seconds <= 0) {
      return this;
    }
    double tau = Math.max(timeConstant.toNanos() / 1e9, 1e-3);
    double weight = samples == 1 ? 1 : 1 - Math.exp(-seconds / tau);
    double arrivals = (sample.enqueuedTotal() - last.enqueuedTotal()) / seconds;
    double work = (sample.enqueuedWorkSeconds() - last.enqueuedWorkSeconds()) / seconds;
    double keep = Math.exp(-seconds / (tau * CALIBRATION_MEMORY));
    return new RateEstimate(
        Math.min(samples + 1, 1_000_000),
        sample,
        arrivalsPerSecond + weight * (arrivals - arrivalsPerSecond),
        workPerSecond + weight * (work - workPerSecond),
        runSeconds * keep + sample.completedRunSeconds() - last.completedRunSeconds(),
        declaredSeconds * keep + sample.completedWorkSeconds() - last.completedWorkSeconds());
  }

  public boolean known() {
    return samples >= 2;
  }

  /** Observed time per declared time; 1 until there is something to go by. */
  public double calibration() {
    if (declaredSeconds < MIN_OBSERVED || runSeconds <= 0) {
      return 1;
    }
    double ratio = runSeconds / declaredSeconds;
    return Math.max(1 / MAX_CALIBRATION, Math.min(MAX_CALIBRATION, ratio));
  }

  /** Mean seconds of work per job, calibrated; 0 while nothing arrives. */
  public double meanSeconds() {
    return arrivalsPerSecond <= 0 ? 0 : workPerSecond / arrivalsPerSecond * calibration();
  }
}
