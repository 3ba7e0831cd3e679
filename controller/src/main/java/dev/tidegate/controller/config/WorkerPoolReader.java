package dev.tidegate.controller.config;

import dev.tidegate.controller.model.Paused;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.WorkerPoolSpec;
import java.time.Duration;
import java.util.List;

/** Reads {@code kind: WorkerPool}. */
final class WorkerPoolReader {
  private static final int MOST_TASKS = 10_000;
  private static final double LEAST_SHARE = 0.05;

  private WorkerPoolReader() {}

  /** The spec; only meaningful if no problem was found. */
  static WorkerPoolSpec read(String name, Section spec) {
    final ServiceRef service = new ServiceRef(spec.text("cluster"), spec.text("service"));
    List<String> queues = spec.texts("queues");
    for (String queue : queues) {
      if (!queue.matches("[a-z0-9._-]{1,100}")) {
        spec.problem("queues", "'" + queue + "' must be 1 to 100 of a-z 0-9 . _ -");
      }
    }
    int min = spec.required("min", 0, MOST_TASKS);
    int max = spec.required("max", 1, MOST_TASKS);
    if (min > max) {
      spec.problem("min", min + " is above max " + max);
    }
    Duration lag = spec.duration("controlLag", Duration.ofSeconds(90));
    WorkerPoolSpec.Fallback fallback = fallback(spec.section("fallback"), max);
    WorkerPoolSpec read =
        new WorkerPoolSpec(
            name,
            service,
            queues.isEmpty() ? List.of("none") : queues,
            spec.required("slotsPerTask", 1, 10_000),
            spec.positive("drainTarget", Duration.ofMinutes(5)),
            lag,
            spec.number("busyShare", 0.75, LEAST_SHARE, 1),
            Math.min(min, max),
            max,
            spec.integer("scaleOutStep", 10, 1, MOST_TASKS),
            spec.number("tolerance", 0.1, 0, 0.9),
            spec.duration("scaleInWindow", Duration.ofMinutes(5)),
            spec.positive("startDeadline", Duration.ofMinutes(5)),
            spec.positive("drainWithin", Duration.ofMinutes(2)),
            spec.positive("rateWindow", Duration.ofMinutes(1)),
            fallback,
            spec.choice("paused", Paused.class, Paused.NONE));
    if (read.scaleInWindow().compareTo(lag) < 0) {
      spec.problem("scaleInWindow", "must not be shorter than controlLag");
    }
    spec.done();
    return read;
  }

  private static WorkerPoolSpec.Fallback fallback(Section section, int max) {
    int replicas = section.integer("replicas", 0, 0, MOST_TASKS);
    if (replicas > max) {
      section.problem("replicas", replicas + " is above max " + max);
    }
    Duration after = section.duration("after", Duration.ofMinutes(5));
    section.done();
    return new WorkerPoolSpec.Fallback(Math.min(replicas, max), after);
  }
}
