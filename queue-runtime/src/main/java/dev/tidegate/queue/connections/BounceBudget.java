package dev.tidegate.queue.connections;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many bounces are still allowed, over all and for one peer. Kept as debts that leak away: a
 * peer's allowance then grows at once with the clients behind its address. Not thread-safe.
 */
final class BounceBudget {
  /** Peers remembered; the one longest unseen is forgotten first. */
  static final int MAX_PEERS = 4_096;

  private final BounceSettings settings;
  private final Map<String, Debt> peers = new LinkedHashMap<>(64, 0.75f, true);
  private Debt overall;

  BounceBudget(BounceSettings settings, long nowNanos) {
    this.settings = settings;
    this.overall = new Debt(0, nowNanos);
  }

  /** What a request for one bounce comes to. */
  enum Answer {
    GRANTED,
    PEER_EXHAUSTED,
    ALL_EXHAUSTED
  }

  /**
   * Takes one bounce from both allowances, or from neither.
   *
   * @param clientsOfPeer clients connected from the peer, this one included
   */
  Answer take(String peer, int clientsOfPeer, long nowNanos) {
    int share = Math.max(1, clientsOfPeer);
    Debt peerDebt =
        peers
            .getOrDefault(peer, new Debt(0, nowNanos))
            .leaked(settings.peerPerSecond() * share, nowNanos);
    Debt allDebt = overall.leaked(settings.perSecond(), nowNanos);
    if (peerDebt.owed() + 1 > settings.peerBurst() * share) {
      return Answer.PEER_EXHAUSTED;
    }
    if (allDebt.owed() + 1 > settings.burst()) {
      return Answer.ALL_EXHAUSTED;
    }
    overall = allDebt.plusOne();
    peers.put(peer, peerDebt.plusOne());
    forgetEldest();
    return Answer.GRANTED;
  }

  private void forgetEldest() {
    if (peers.size() > MAX_PEERS) {
      Iterator<String> eldest = peers.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  private record Debt(double owed, long atNanos) {
    Debt leaked(double perSecond, long nowNanos) {
      long elapsed = Math.max(0, nowNanos - atNanos);
      return new Debt(Math.max(0, owed - perSecond * elapsed / 1e9), nowNanos);
    }

    Debt plusOne() {
      return new Debt(owed + 1, atNanos);
    }
  }
}
