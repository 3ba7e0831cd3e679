package dev.tidegate.queue.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.model.Payload;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sessions as the runtimes show them, one entry per session.
 *
 * <p>A session may be shown by more than one runtime: a poller reaches several, and a stream that
 * moved lingers for a moment where it was. Jobs held add up (rather busy than idle), and it counts
 * as drained only when every runtime says so.
 */
final class SessionList {
  private SessionList() {}

  static List<Session> merged(Collection<Payload> entries) {
    TreeMap<String, Session> byId = new TreeMap<>();
    for (Payload entry : entries) {
      Session session = parse(entry);
      byId.merge(session.getSessionId(), session, SessionList::merge);
    }
    return List.copyOf(byId.values());
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
