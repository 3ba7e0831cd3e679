package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.time.Duration;
import java.util.List;

/**
 * How a service is set up, apart from what it runs and how often.
 *
 * @param name its name
 * @param minPercent minimumHealthyPercent, of the desired count, rounded up
 * @param maxPercent maximumPercent, of the desired count, rounded down
 * @param attachments target groups that its tasks are registered with
 * @param healthGrace from a task's start, while an unhealthy target does not count
 * @param zoneRebalancing ENABLED or DISABLED; kept and answered, not acted on
 */
public record ServiceSpec(
    String name,
    int minPercent,
    int maxPercent,
    List<GroupAttachment> attachments,
    Duration healthGrace,
    String zoneRebalancing) {

  private static final int MAX_GROUPS = 5;

  /**
   * A target group.
   *
   * @param groupArn the group
   * @param containerName the container
   * @param containerPort its port
   */
  public record GroupAttachment(String groupArn, String containerName, int containerPort) {}

  /** Copies and checks. */
  public ServiceSpec {
    attachments = List.copyOf(attachments);
    if (minPercent < 0 || maxPercent < 100 || maxPercent < minPercent) {
      throw new Refusal(
          "InvalidParameterException",
          "minimumHealthyPercent " + minPercent + " and maximumPercent " + maxPercent + " clash");
    }
    if (attachments.size() > MAX_GROUPS) {
      throw new Refusal(
          "InvalidParameterException", "A service takes at most " + MAX_GROUPS + " target groups.");
    }
  }
}
