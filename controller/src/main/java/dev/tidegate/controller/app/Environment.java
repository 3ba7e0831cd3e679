package dev.tidegate.controller.app;

import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What the controller takes from its surroundings.
 *
 * @param holder its name as a leader; differs between two processes
 * @param clock the time of day
 * @param nanos monotonic nanoseconds
 * @param out where the ledger goes unless it has a file
 */
public record Environment(String holder, InstantSource clock, LongSupplier nanos, Appendable out) {
  public Environment {
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(nanos, "nanos");
    Objects.requireNonNull(out, "out");
  }

  /** This process. */
  public static Environment system() {
    String process = ManagementFactory.getRuntimeMXBean().getName();
    String holder = "controller-" + process + "-" + UUID.randomUUID().toString().substring(0, 8);
    return new Environment(
        holder,
        Clock.systemUTC(),
        System::nanoTime,
        new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
  }

  /** The same with another place for the ledger. */
  public Environment writingTo(Appendable other) {
    return new Environment(holder, clock, nanos, other);
  }
}
