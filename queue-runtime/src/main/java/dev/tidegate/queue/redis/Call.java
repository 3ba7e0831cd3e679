package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * One command on its way, and what to do with its answer. Exactly one of the two is called once.
 */
final class Call {
  private final CommandArguments command;
  private final Consumer<@Nullable Object> onReply;
  private final Consumer<StoreException> onFailure;
  private boolean repeated;

  Call(
      CommandArguments command,
      Consumer<@Nullable Object> onReply,
      Consumer<StoreException> onFailure) {
    this.command = command;
    this.onReply = onReply;
    this.onFailure = onFailure;
  }

  CommandArguments command() {
    return command;
  }

  /** True the first time: a call is repeated once, after its function was loaded. */
  boolean mayRepeat() {
    boolean first = !repeated;
    repeated = true;
    return first;
  }

  void succeed(@Nullable Object reply) {
    try {
      onReply.accept(reply);
    } catch (StoreException e) {
      onFailure.accept(e);
    } catch (RuntimeException e) {
      onFailure.accept(
          new StoreException(
              StoreException.Kind.DEFECT, "Redis answered something unexpected: " + e, -1, e));
    }
  }

  void fail(StoreException e) {
    onFailure.accept(e);
  }
}
