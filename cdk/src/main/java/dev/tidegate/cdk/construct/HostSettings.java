package dev.tidegate.cdk.construct;

import java.util.Objects;
import software.amazon.awscdk.services.ec2.CpuCredits;

/**
 * The container hosts of a cluster.
 *
 * @param instanceType a burstable x86 type, such as {@code t3.small}
 * @param minimum hosts that always run
 * @param maximum hosts that may run at most
 * @param credits what happens when a host has used up its CPU credits: {@code STANDARD} throttles
 *     it to its baseline, {@code UNLIMITED} goes on at a price. Always explicit, since the default
 *     differs between t2 and t3
 * @param detailedMonitoring CPU metrics each minute instead of each five minutes, at a price per
 *     host
 * @param diskGib size of the root volume
 */
public record HostSettings(
    String instanceType,
    int minimum,
    int maximum,
    CpuCredits credits,
    boolean detailedMonitoring,
    int diskGib) {
  /** Smallest root volume that the container image of the host accepts, in GiB. */
  private static final int SMALLEST_DISK_GIB = 30;

  /** Checks ranges. */
  public HostSettings {
    Objects.requireNonNull(instanceType, "instanceType");
    Objects.requireNonNull(credits, "credits");
    if (minimum < 1 || maximum < minimum) {
      throw new IllegalArgumentException(
          "hosts " + minimum + " to " + maximum + ": need 1 <= minimum <= maximum");
    }
    if (diskGib < SMALLEST_DISK_GIB) {
      throw new IllegalArgumentException(
          "diskGib is " + diskGib + ", must be at least " + SMALLEST_DISK_GIB);
    }
  }

  /** Hosts of type t3.small (2 vCPU, 2 GiB) with the smallest disk and five-minute metrics. */
  public static HostSettings of(int minimum, int maximum, CpuCredits credits) {
    return new HostSettings("t3.small", minimum, maximum, credits, false, SMALLEST_DISK_GIB);
  }

  /** The same with metrics each minute. */
  public HostSettings withDetailedMonitoring() {
    return new HostSettings(instanceType, minimum, maximum, credits, true, diskGib);
  }
}
