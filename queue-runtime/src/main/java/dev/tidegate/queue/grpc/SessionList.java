package dev.tidegate.queue.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.model.Payload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sessions as the runtimes show them, one entry per session.
 *
 * <p>A session may be shown by more than one runtime: a poller reaches several. Jobs held add up
 * (rather busy than idle), and it counts as drained only when every runtime says so. What a runtime
 * tells of a session that broke counts only until the session is back somewhere.
 */
final class SessionList {
  private SessionList() {}

  /**
   * @param entries of the registry, by entry id
   */
  static List<Session> merged(Map<String, Payload> entries) {
    TreeMap<String, Session> living = new TreeMap<>();
    TreeMap<String, Session> gone = new TreeMap<>();
    entries.forEach(
        (id, entry) -> {
          Session session = parse(entry);
          (id.endsWith(SessionBoard.GONE) ? gone : living)
              .merge(session.getSessionId(), session, SessionList::merge);
        });
    gone.forEach(living::putIfAbsent);
    return List.copyOf(living.values());
  }

  private static Session merge(Session one, Session other) {
    boolean otherIsNewer = other.getLastSeenMs() > one.getLastSeenMs();
    Session newer = otherIsNewer ? other : one;
    Session older = otherIsNewer ? one : other;
    TreeSet<String> queues = new TreeSet<>(newer.getQueuesList());
    queues.addAll(older.getQueuesList());
    Session.Builder merged =
        newer.toBuilder()
            .clearQueues()
            .addAllQueues(queues)
            .setHeld(newer.getHeld() + older.getHeld())
            .setHeldWorkMs(newer.getHeldWorkMs() + older.getHeldWorkMs())
            .setDraining(newer.getDraining() && older.getDraining());
    if (older.hasBusyUntilMs()) {
      merged.setBusyUntilMs(Math.max(newer.getBusyUntilMs(), older.getBusyUntilMs()));
    }
    return merged.build();
  }

  private static Session parse(Payload entry) {
    try {
      return Session.parseFrom(entry.array());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("a session's entry cannot be read", unreadable);
    }
  }
}
