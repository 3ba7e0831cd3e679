package dev.tidegate.localaws.world.machine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One Auto Scaling group. */
public final class ScalingGroup {

  private final ScalingGroupSpec spec;
  private final String arn;
  private final Set<String> members = new LinkedHashSet<>();
  private final Set<String> guarded = new LinkedHashSet<>();
  private int desired;

  ScalingGroup(ScalingGroupSpec spec, String arn) {
    this.spec = spec;
    this.arn = arn;
    this.desired = spec.desired();
  }

  /** How it was set up. */
  public ScalingGroupSpec spec() {
    return spec;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** How many instances it shall have. */
  public int desired() {
    return desired;
  }

  /** Instances in it, oldest first. */
  public List<String> members() {
    return List.copyOf(members);
  }

  /** Whether an instance is protected from scale-in. */
  public boolean guarded(String id) {
    return guarded.contains(id);
  }

  void desired(int count) {
    desired = count;
  }

  void join(String id) {
    members.add(id);
    if (spec.newInstancesGuarded()) {
      guarded.add(id);
    }
  }

  void leave(String id) {
    members.remove(id);
    guarded.remove(id);
  }

  void guard(String id, boolean on) {
    if (on) {
      guarded.add(id);
    } else {
      guarded.remove(id);
    }
  }
}
