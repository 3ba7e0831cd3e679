package dev.tidegate.localaws.world.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One EC2 instance. Its CPU demand is set from outside; what it really runs at follows credits. */
public final class Machine {

  /** Where an instance is in its life. */
  public enum State {
    /** Booting. */
    PENDING("pending", 0),
    /** Up. */
    RUNNING("running", 16),
    /** Told to end. */
    SHUTTING_DOWN("shutting-down", 32),
    /** Gone. */
    TERMINATED("terminated", 48);

    private final String wire;
    private final int code;

    State(String wire, int code) {
      this.wire = wire;
      this.code = code;
    }

    /** EC2's word. */
    public String wire() {
      return wire;
    }

    /** EC2's number. */
    public int code() {
      return code;
    }
  }

  private final String id;
  private final InstanceType type;
  private final String zone;
  private final String privateIp;
  private final boolean detailedMonitoring;
  private final @Nullable String scalingGroup;
  private final @Nullable CreditAccount credits;
  private final Instant launchedAt;
  private State state = State.PENDING;
  private double demandPercent;
  private Instant settledAt;
  private double busyPercentMinutes;
  private double spentInPeriod;

  Machine(MachineSpec spec, String id, String privateIp, Instant now) {
    this.id = id;
    this.type = spec.type();
    this.zone = spec.zone();
    this.privateIp = privateIp;
    this.detailedMonitoring = spec.detailedMonitoring();
    this.scalingGroup = spec.scalingGroup();
    boolean unlimited = spec.unlimited().orElse(spec.type().unlimitedByDefault());
    this.credits = spec.type().credits().map(r -> new CreditAccount(r, unlimited)).orElse(null);
    this.launchedAt = now;
    this.settledAt = now;
  }

  /** For example {@code i-0123456789abcdef0}. */
  public String id() {
    return id;
  }

  /** Its size. */
  public InstanceType type() {
    return type;
  }

  /** Its Availability Zone. */
  public String zone() {
    return zone;
  }

  /** Its address inside the simulated network. */
  public String privateIp() {
    return privateIp;
  }

  /** When it was launched. */
  public Instant launchedAt() {
    return launchedAt;
  }

  /** Whether CPUUtilization comes each minute instead of each five. */
  public boolean detailedMonitoring() {
    return detailedMonitoring;
  }

  /** The Auto Scaling group that it belongs to. */
  public Optional<String> scalingGroup() {
    return Optional.ofNullable(scalingGroup);
  }

  /** Where it is in its life. */
  public State state() {
    return state;
  }

  /** Whether it is burstable and in unlimited mode. */
  public boolean unlimited() {
    return credits != null && credits.isUnlimited();
  }

  /** What CPUCreditBalance would show at this moment; 0 when the type is not burstable. */
  public double creditBalance() {
    return credits == null ? 0 : credits.balance();
  }

  /** Borrowed credits of an unlimited instance. */
  public double surplusBalance() {
    return credits == null ? 0 : credits.surplus();
  }

  /** Credits that were borrowed and charged for. */
  public double surplusCharged() {
    return credits == null ? 0 : credits.charged();
  }

  /** What it really runs at now, in percent of all its vCPUs. */
  public double effectivePercent() {
    return credits == null ? demandPercent : credits.effectivePercent(demandPercent);
  }

  void become(State next) {
    state = next;
  }

  void demand(double percent, Instant now) {
    settle(now);
    demandPercent = Math.max(0, Math.min(100, percent));
  }

  void creditBalance(double credit, Instant now) {
    settle(now);
    if (credits != null) {
      credits.setBalance(credit);
    }
  }

  void unlimited(boolean on, Instant now) {
    settle(now);
    if (credits != null) {
      credits.unlimited(on);
    }
  }

  /** Brings credits and the utilization integral up to an instant. */
  void settle(Instant now) {
    Duration stretch = Duration.between(settledAt, now);
    settledAt = now;
    if (stretch.isZero() || stretch.isNegative()) {
      return;
    }
    double minutes = stretch.toNanos() / 60e9;
    if (credits == null) {
      busyPercentMinutes += demandPercent * minutes;
      return;
    }
    credits.advance(stretch, demandPercent);
    double used = credits.takeSpent();
    spentInPeriod += used;
    busyPercentMinutes += used / type.vcpus() * 100;
  }

  /** Credits spent since the last call. */
  double takeSpent() {
    double taken = spentInPeriod;
    spentInPeriod = 0;
    return taken;
  }

  /** Mean utilization since the last call, in percent. */
  double takeUtilization(Duration period) {
    double mean = busyPercentMinutes / (period.toNanos() / 60e9);
    busyPercentMinutes = 0;
    return Math.min(100, mean);
  }
}
