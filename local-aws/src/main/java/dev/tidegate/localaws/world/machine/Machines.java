package dev.tidegate.localaws.world.machine;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import dev.tidegate.localaws.world.metric.MetricKey;
import dev.tidegate.localaws.world.metric.MetricStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All EC2 instances, and the metrics that they publish. */
public final class Machines {

  private static final String NAMESPACE = "AWS/EC2";

  private final Kernel kernel;
  private final MetricStore metrics;
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final List<MachineWatcher> watchers = new ArrayList<>();
  private int addresses;

  /** No instance yet. */
  public Machines(Kernel kernel, MetricStore metrics) {
    this.kernel = kernel;
    this.metrics = metrics;
  }

  /** Tells somebody of instances from now on. */
  public void watch(MachineWatcher watcher) {
    watchers.add(watcher);
  }

  /** An instance that runs from this moment on, as if it had always been there. */
  public Machine start(MachineSpec spec) {
    Machine machine = create(spec);
    up(machine);
    return machine;
  }

  /** An instance that boots and joins after the launch lag. */
  public Machine launch(MachineSpec spec) {
    Machine machine = create(spec);
    kernel.after(
        kernel.lags().machines().launch(),
        () -> {
          if (machine.state() == Machine.State.PENDING) {
            up(machine);
          }
        });
    return machine;
  }

  /** Ends an instance: shutting down for a while, then gone. */
  public void terminate(String id) {
    Machine machine = machine(id);
    if (machine.state() == Machine.State.SHUTTING_DOWN
        || machine.state() == Machine.State.TERMINATED) {
      return;
    }
    machine.become(Machine.State.SHUTTING_DOWN);
    kernel.note("machine.shutting-down", id, "");
    kernel.after(kernel.lags().machines().termination(), () -> down(machine));
  }

  /** An instance that stops existing at once, as when a host fails. */
  public void lose(String id) {
    down(machine(id));
  }

  /** By its id; refuses an unknown one. */
  public Machine machine(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new Refusal(
                    "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"));
  }

  /** By its id. */
  public Optional<Machine> find(String id) {
    return Optional.ofNullable(machines.get(id));
  }

  /** Every instance ever launched, oldest first. */
  public Collection<Machine> all() {
    return List.copyOf(machines.values());
  }

  /** Sets what the instance is asked to do, in percent of all its vCPUs. */
  public void demand(String id, double percent) {
    machine(id).demand(percent, kernel.now());
  }

  /** Sets the credit balance, launch and surplus credits gone. */
  public void creditBalance(String id, double credits) {
    machine(id).creditBalance(credits, kernel.now());
  }

  /** Switches between standard and unlimited while running. */
  public void unlimited(String id, boolean on) {
    Machine machine = machine(id);
    if (machine.type().credits().isEmpty()) {
      throw new Refusal(
          "UnsupportedOperation",
          "The instance type " + machine.type().name() + " has no credits.");
    }
    machine.unlimited(on, kernel.now());
    kernel.note("machine.credit-mode", id, on ? "unlimited" : "standard");
  }

  private Machine create(MachineSpec spec) {
    addresses++;
    String address = "10.0." + (addresses >> 8) + "." + (addresses & 255);
    Machine machine = new Machine(spec, "i-0" + kernel.hex(16), address, kernel.now());
    machines.put(machine.id(), machine);
    kernel.note("machine.pending", machine.id(), spec.type().name() + " in " + spec.zone());
    return machine;
  }

  private void up(Machine machine) {
    machine.settle(kernel.now());
    machine.become(Machine.State.RUNNING);
    kernel.note("machine.running", machine.id(), "");
    publishEach(machine, cpuPeriod(machine), this::publishUtilization);
    if (machine.type().credits().isPresent()) {
      publishEach(machine, kernel.lags().metrics().creditPeriod(), this::publishCredits);
    }
    watchers.forEach(w -> w.machineUp(machine));
  }

  private void down(Machine machine) {
    if (machine.state() == Machine.State.TERMINATED) {
      return;
    }
    machine.become(Machine.State.TERMINATED);
    kernel.note("machine.terminated", machine.id(), "");
    watchers.forEach(w -> w.machineDown(machine));
  }

  private Duration cpuPeriod(Machine machine) {
    return machine.detailedMonitoring()
        ? kernel.lags().metrics().detailedPeriod()
        : kernel.lags().metrics().basicPeriod();
  }

  private interface Publisher {
    void publish(Machine machine, Instant periodStart, Duration period);
  }

  private void publishEach(Machine machine, Duration period, Publisher publisher) {
    kernel.after(
        period,
        () -> {
          if (machine.state() == Machine.State.RUNNING) {
            machine.settle(kernel.now());
            publisher.publish(machine, kernel.now().minus(period), period);
            publishEach(machine, period, publisher);
          }
        });
  }

  private void publishUtilization(Machine machine, Instant at, Duration period) {
    put(machine, "CPUUtilization", at, machine.takeUtilization(period), "Percent");
  }

  private void publishCredits(Machine machine, Instant at, Duration period) {
    put(machine, "CPUCreditUsage", at, machine.takeSpent(), "Count");
    put(machine, "CPUCreditBalance", at, machine.creditBalance(), "Count");
    put(machine, "CPUSurplusCreditBalance", at, machine.surplusBalance(), "Count");
    put(machine, "CPUSurplusCreditsCharged", at, machine.surplusCharged(), "Count");
  }

  private void put(Machine machine, String name, Instant at, double value, String unit) {
    metrics.put(MetricKey.of(NAMESPACE, name, Map.of("InstanceId", machine.id())), at, value, unit);
  }
}
