package dev.tidegate.localaws.world.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What UpdateService changes; null leaves a thing as it is.
 *
 * @param desired desired count: makes no deployment
 * @param taskDefinition another definition: makes one
 * @param forceNewDeployment a deployment even of the same definition
 * @param minPercent minimumHealthyPercent
 * @param maxPercent maximumPercent
 * @param zoneRebalancing ENABLED or DISABLED
 */
public record ServiceUpdate(
    @Nullable Integer desired,
    @Nullable String taskDefinition,
    boolean forceNewDeployment,
    @Nullable Integer minPercent,
    @Nullable Integer maxPercent,
    @Nullable String zoneRebalancing) {

  ServiceSpec applyTo(ServiceSpec spec) {
    return new ServiceSpec(
        spec.name(),
        minPercent == null ? spec.minPercent() : minPercent,
        maxPercent == null ? spec.maxPercent() : maxPercent,
        spec.attachments(),
        spec.healthGrace(),
        zoneRebalancing == null ? spec.zoneRebalancing() : zoneRebalancing);
  }
}
