package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** The one place that tells Redis' errors apart. */
final class Errors {
  private static final long SOON_MS = 250;
  private static final long WHEN_ROOM_MS = 1_000;

  /** The server is up but not (or no longer) the one to talk to, or not ready to talk. */
  private static final List<String> WRONG_SERVER =
      List.of("LOADING", "READONLY", "MASTERDOWN", "NOAUTH", "UNBLOCKED");

  /** Nothing was written; the same call may work in a moment. */
  private static final List<String> PASSING =
      List.of("BUSY", "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS", "MISCONF", "ASK", "MOVED");

  private Errors() {}

  static boolean isWrongServer(String message) {
    return WRONG_SERVER.stream().anyMatch(message::startsWith);
  }

  static StoreException of(JedisDataException error) {
    String message = String.valueOf(error.getMessage());
    if (message.startsWith("STALE_EPOCH ")) {
      return new StoreException(
          StoreException.Kind.STALE_EPOCH, message.substring("STALE_EPOCH ".length()));
    }
    if (message.startsWith("JOURNAL_FULL ")) {
      return new StoreException(
          StoreException.Kind.FULL, message.substring("JOURNAL_FULL ".length()));
    }
    if (isOutOfMemory(message)) {
      return new StoreException(
          StoreException.Kind.FULL,
          "Redis is at maxmemory: work is handed out and settled, new work is refused",
          WHEN_ROOM_MS,
          error);
    }
    if (message.contains("Function not found")) {
      return new StoreException(
          StoreException.Kind.UNAVAILABLE,
          "Redis lost the functions of the queue and does not take them again"
              + " (FUNCTION LOAD is refused at maxmemory): raise maxmemory or free some",
          WHEN_ROOM_MS,
          error);
    }
    if (isWrongServer(message) || PASSING.stream().anyMatch(message::startsWith)) {
      return new StoreException(
          StoreException.Kind.UNAVAILABLE,
          "Redis cannot serve just now: " + message,
          SOON_MS,
          error);
    }
    return new StoreException(
        StoreException.Kind.DEFECT, "Redis refused a call: " + message, -1, error);
  }

  static boolean isOutOfMemory(String message) {
    return message.startsWith("OOM ") || message.contains("OOM command not allowed");
  }
}
