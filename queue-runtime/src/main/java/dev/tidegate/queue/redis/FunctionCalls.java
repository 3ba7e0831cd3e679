package dev.tidegate.queue.redis;

import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** Begins the commands that call functions. */
final class FunctionCalls {
  private static final byte[] NOTHING = new byte[0];

  /** Time is judged inside Redis. */
  static final Supplier<byte[]> SERVER_CLOCK = () -> NOTHING;

  private final FunctionLibrary library;
  private final Supplier<byte[]> clock;

  /**
   * @param clock {@link #SERVER_CLOCK}; tests hand in instants of their own
   */
  FunctionCalls(FunctionLibrary library, Supplier<byte[]> clock) {
    this.library = library;
    this.clock = clock;
  }

  /** A call whose first argument is the clock, as all have that judge time. */
  CommandArguments timed(RedisFunction function, byte[] key) {
    return plain(function, key).add(clock.get());
  }

  CommandArguments plain(RedisFunction function, byte[] key) {
    return new CommandArguments(Protocol.Command.FCALL)
        .add(library.nameOf(function))
        .add(1)
        .key(key);
  }
}
