package dev.tidegate.queue.connections;

import dev.tidegate.queue.connections.ShedCandidate.Burden;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom to shed next: the one whom it hurts least, and among equals the one longest connected, since
 * newcomers have just been placed by the balancer.
 */
final class ShedChooser {
  private final double idleBelowRpcPerSecond;

  ShedChooser(double idleBelowRpcPerSecond) {
    this.idleBelowRpcPerSecond = idleBelowRpcPerSecond;
  }

  /**
   * Who may go and why it comes first.
   *
   * @param id of the connection
   * @param burden what it carried when it was chosen
   */
  record Pick(long id, Burden burden) {}

  /**
   * @param highestId connections accepted after the order are not meant: a client that reconnects
   *     here must not be chased
   */
  List<Pick> choose(List<ShedCandidate> candidates, ShedOrder order, long highestId, int atMost) {
    return eligible(candidates, order, highestId)
        .map(candidate -> new Pick(candidate.id(), candidate.burden(idleBelowRpcPerSecond)))
        .sorted(Comparator.comparing(Pick::burden).thenComparingLong(Pick::id))
        .limit(atMost)
        .toList();
  }

  /** How many connections the order means but may not touch, because of their streams. */
  int spared(List<ShedCandidate> candidates, ShedOrder order, long highestId) {
    if (order.named() || order.everything()) {
      return 0;
    }
    return (int)
        candidates.stream()
            .filter(candidate -> candidate.client() && candidate.id() <= highestId)
            .filter(this::holdsOtherStreams)
            .count();
  }

  private Stream<ShedCandidate> eligible(
      List<ShedCandidate> candidates, ShedOrder order, long highestId) {
    if (order.named()) {
      Set<Long> named = new HashSet<>(order.connectionIds());
      return candidates.stream().filter(candidate -> named.contains(candidate.id()));
    }
    return candidates.stream()
        .filter(candidate -> candidate.client() && candidate.id() <= highestId)
        .filter(candidate -> order.everything() || !holdsOtherStreams(candidate));
  }

  private boolean holdsOtherStreams(ShedCandidate candidate) {
    return candidate.burden(idleBelowRpcPerSecond) == Burden.OTHER_STREAMS;
  }
}
