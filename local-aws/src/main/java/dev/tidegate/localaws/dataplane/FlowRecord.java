package dev.tidegate.localaws.dataplane;

import dev.tidegate.localaws.world.balancer.TargetKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the data plane saw of one flow.
 *
 * @param id in order of arrival, from 1
 * @param listenerArn the listener
 * @param client the client's address
 * @param groupArn the chosen target's group; null when none was eligible
 * @param target the chosen target; null when none was eligible
 * @param openedNanos when it arrived, on the data plane's own monotonic clock
 * @param closedNanos when it was over; 0 while it is open
 * @param bytesToTarget payload bytes from client to target
 * @param bytesToClient payload bytes from target to client
 * @param end why it is over
 */
public record FlowRecord(
    long id,
    String listenerArn,
    InetSocketAddress client,
    @Nullable String groupArn,
    @Nullable TargetKey target,
    long openedNanos,
    long closedNanos,
    long bytesToTarget,
    long bytesToClient,
    FlowEnd end) {

  /** Whether it is still open. */
  public boolean open() {
    return end == FlowEnd.OPEN;
  }
}
