package dev.tidegate.client.internal;

import java.util.List;

/**
 * Who a worker is; the first word on every stream.
 *
 * @param sessionId the same across reconnects
 * @param instance for people
 * @param ecsTaskArn empty outside ECS
 * @param bootId differs at every start of the process
 * @param revision of the program; may be empty
 * @param slots handlers at once
 * @param types job types with a handler; empty = all
 */
public record Greeting(
    String sessionId,
    String instance,
    String ecsTaskArn,
    String bootId,
    String revision,
    int slots,
    List<String> types) {
  public Greeting {
    types = List.copyOf(types);
  }
}
