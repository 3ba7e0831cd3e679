package dev.tidegate.localaws.world.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to launch.
 *
 * @param type the size
 * @param zone the Availability Zone
 * @param detailedMonitoring whether CPUUtilization comes each minute
 * @param creditMode {@code standard} or {@code unlimited}; null for the family's default
 * @param scalingGroup the Auto Scaling group that launches it; null when none does
 */
public record MachineSpec(
    InstanceType type,
    String zone,
    boolean detailedMonitoring,
    @Nullable String creditMode,
    @Nullable String scalingGroup) {

  /** Checks. */
  public MachineSpec {
    if (creditMode != null && !creditMode.equals("standard") && !creditMode.equals("unlimited")) {
      throw new IllegalArgumentException("credit mode is standard or unlimited, not " + creditMode);
    }
  }

  /** The usual instance of a type. */
  public static MachineSpec of(String type, String zone) {
    return new MachineSpec(InstanceType.named(type), zone, false, null, null);
  }

  Optional<Boolean> unlimited() {
    return Optional.ofNullable(creditMode).map("unlimited"::equals);
  }
}
