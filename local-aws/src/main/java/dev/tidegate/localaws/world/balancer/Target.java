package dev.tidegate.localaws.world.balancer;

/**
 * One target of one group, seen twice: {@link #state()} is what the API answers; {@link #reached()}
 * and {@link #serving()} are what the data plane believes at this moment.
 */
public final class Target {

  private final TargetKey key;
  private final String zone;
  private TargetState state = TargetState.INITIAL;
  private TargetReason reason = TargetReason.REGISTRATION_IN_PROGRESS;
  private int passes;
  private int failures;
  private boolean reached;
  private boolean serving;
  private long generation;

  Target(TargetKey key, String zone) {
    this.key = key;
    this.zone = zone;
  }

  /** Its name inside the group. */
  public TargetKey key() {
    return key;
  }

  /** Its Availability Zone. */
  public String zone() {
    return zone;
  }

  /** What the control plane says. */
  public TargetState state() {
    return state;
  }

  /** And why. */
  public TargetReason reason() {
    return reason;
  }

  /** Whether the data plane knows it. */
  public boolean reached() {
    return reached;
  }

  /** Whether the data plane holds it for healthy. */
  public boolean serving() {
    return serving;
  }

  /** Whether an unfiltered DescribeTargetHealth lists it. */
  public boolean listed() {
    return reason != TargetReason.NOT_REGISTERED;
  }

  /** Whether it counts as registered: not draining, not gone. */
  boolean registered() {
    return state != TargetState.DRAINING && listed();
  }

  boolean probed() {
    return switch (state) {
      case INITIAL -> reason == TargetReason.INITIAL_HEALTH_CHECKING;
      case HEALTHY, UNHEALTHY, UNHEALTHY_DRAINING -> true;
      case DRAINING, UNUSED -> false;
    };
  }

  void become(TargetState next, TargetReason why) {
    state = next;
    reason = why;
  }

  void reached(boolean known) {
    reached = known;
  }

  void serving(boolean healthy) {
    serving = healthy;
  }

  /** Whatever was scheduled for the life before this one no longer counts. */
  long nextGeneration() {
    passes = 0;
    failures = 0;
    return ++generation;
  }

  boolean inGeneration(long asked) {
    return generation == asked;
  }

  long generation() {
    return generation;
  }

  /** Counts a probe; returns how many of its kind came in a row. */
  int count(boolean passed) {
    passes = passed ? passes + 1 : 0;
    failures = passed ? 0 : failures + 1;
    return passed ? passes : failures;
  }
}
