package dev.tidegate.queue.redis;

import java.util.function.LongSupplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** Begins the commands that call functions. */
final class FunctionCalls {
  private final FunctionLibrary library;
  private final LongSupplier clockOffsetMs;

  /**
   * @param clockOffsetMs added to the server's clock; always 0 outside tests
   */
  FunctionCalls(FunctionLibrary library, LongSupplier clockOffsetMs) {
    this.library = library;
    this.clockOffsetMs = clockOffsetMs;
  }

  /** A call whose first argument is the clock's offset, as all have that judge time. */
  CommandArguments timed(RedisFunction function, byte[] key) {
    return plain(function, key).add(clockOffsetMs.getAsLong());
  }

  CommandArguments plain(RedisFunction function, byte[] key) {
    return new CommandArguments(Protocol.Command.FCALL)
        .add(library.nameOf(function))
        .add(1)
        .key(key);
  }
}
