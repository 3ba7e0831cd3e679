package dev.tidegate.queue.connections;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Which connections are to be moved away, and how gently.
 *
 * @param shedId names the order, 1..128 characters: an order already carried out is not repeated
 * @param count how many connections, or {@link #ALL}
 * @param perSecond at most so many per second on average, jittered; above 0, at most 10,000
 * @param streamGrace how long the open calls of a connection get before it is cut; 0..24 h
 * @param connectionIds where not empty only these are meant; at most 10,000
 * @param reason told to the clients in the GOAWAY's debug data: for people, at most 200 bytes of
 *     printable ASCII are sent
 */
public record ShedOrder(
    String shedId,
    int count,
    double perSecond,
    Duration streamGrace,
    List<Long> connectionIds,
    String reason) {

  /** As {@code count}: every connection that was there when the order came. */
  public static final int ALL = -1;

  /** Most named connections in one order. */
  public static final int MAX_IDS = 10_000;

  /**
   * @throws IllegalArgumentException naming the component that is out of its range
   */
  public ShedOrder {
    Objects.requireNonNull(shedId, "shedId");
    Objects.requireNonNull(streamGrace, "streamGrace");
    Objects.requireNonNull(reason, "reason");
    connectionIds = List.copyOf(connectionIds);
    Checks.that(!shedId.isEmpty() && shedId.length() <= 128, "shedId must be 1..128 characters");
    Checks.that(count >= ALL, "count must be -1 (all) or at least 0");
    Checks.that(perSecond > 0 && perSecond <= 10_000, "perSecond must be above 0, at most 10000");
    Checks.that(
        !streamGrace.isNegative() && streamGrace.compareTo(Duration.ofDays(1)) <= 0,
        "streamGrace must be 0..24 h");
    Checks.that(connectionIds.size() <= MAX_IDS, "connectionIds must be at most 10000");
  }

  /** Everything now connected, streams that cannot resume included. */
  public static ShedOrder all(String shedId, double perSecond, Duration grace, String reason) {
    return new ShedOrder(shedId, ALL, perSecond, grace, List.of(), reason);
  }

  boolean everything() {
    return count == ALL && connectionIds.isEmpty();
  }

  boolean named() {
    return !connectionIds.isEmpty();
  }
}
