package dev.tidegate.controller.config;

import dev.tidegate.controller.model.LagProfile;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.TargetPoolSpec;
import java.time.Duration;
import java.util.List;

/** Reads {@code kind: TargetPool}. */
final class TargetPoolReader {
  /** ECS's own way of registering targets; the other ways come later. */
  enum Registration {
    ECS
  }

  private TargetPoolReader() {}

  /** The spec; only meaningful if no problem was found. */
  static TargetPoolSpec read(String name, Section spec) {
    ServiceRef service = new ServiceRef(spec.text("cluster"), spec.text("service"));
    List<String> groups = spec.texts("targetGroups");
    spec.choice("registration", Registration.class, Registration.ECS);
    LagProfile lag = lag(spec.section("lag"));
    TargetPoolSpec read =
        new TargetPoolSpec(
            name,
            service,
            groups.isEmpty() ? List.of("none") : groups,
            spec.integer("floor", 1, 0, 1000),
            spec.number("tolerance", 0.2, 0, 10),
            spec.number("shedPerSecond", 20, 0.1, 10_000),
            spec.duration("streamGrace", Duration.ofSeconds(30)),
            lag,
            spec.duration("healthyFor", Duration.ofSeconds(60)),
            spec.integer("minAccepts", 3, 0, 16),
            spec.duration("verifyFor", lag.deregistration()),
            spec.duration("settle", Duration.ofSeconds(10)),
            spec.number("rotateBelowCredits", 0, 0, 100_000),
            spec.flag("rebalance", true),
            deadlines(spec.section("deadlines")));
    spec.done();
    return read;
  }

  private static LagProfile lag(Section section) {
    // Seen in the field: one to five minutes each way. Nobody guarantees either.
    LagProfile lag =
        new LagProfile(
            section.duration("registration", Duration.ofMinutes(3)),
            section.duration("deregistration", Duration.ofMinutes(3)));
    section.done();
    return lag;
  }

  private static TargetPoolSpec.Deadlines deadlines(Section section) {
    TargetPoolSpec.Deadlines deadlines =
        new TargetPoolSpec.Deadlines(
            section.positive("preflight", Duration.ofMinutes(10)),
            section.positive("surge", Duration.ofMinutes(15)),
            section.positive("accepts", Duration.ofMinutes(2)),
            section.positive("quiesce", Duration.ofMinutes(2)),
            section.positive("lower", Duration.ofMinutes(5)),
            section.positive("shed", Duration.ofMinutes(5)),
            section.positive("verify", Duration.ofMinutes(15)),
            section.positive("stop", Duration.ofMinutes(30)));
    section.done();
    return deadlines;
  }
}
