package dev.tidegate.localaws.world.balancer;

/**
 * What a target is called inside its group.
 *
 * @param id an instance id for {@code instance} groups, an address for {@code ip} groups
 * @param port 1 to 65535
 */
public record TargetKey(String id, int port) {

  @Override
  public String toString() {
    return id + ":" + port;
  }
}
