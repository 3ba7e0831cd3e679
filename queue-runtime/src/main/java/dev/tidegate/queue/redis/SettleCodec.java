package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.SettleOutcome.AlreadySettledOrLost;
import dev.tidegate.queue.store.SettleOutcome.Held;
import dev.tidegate.queue.store.SettleOutcome.LeaseLost;
import dev.tidegate.queue.store.SettleOutcome.Settled;
import dev.tidegate.queue.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/** The function {@code settle}: see {@code settle.lua}. */
final class SettleCodec implements Gatherer.Codec<List<Settlement>, List<SettleOutcome>> {
  private static final int HELD = 10;
  private static final int HELD_CANCEL = 11;
  private static final int LEASE_LOST = 20;
  private static final int UNKNOWN = 21;
  private static final long POLICY_DELAY = -1;
  private static final long NEVER = -2;
  private static final byte[] NOTHING = new byte[0];

  private final FunctionCalls calls;
  private final byte[] key;
  private final RandomGenerator random;

  /**
   * @param random for the jitter of retries; called under the lane's lock
   */
  SettleCodec(FunctionCalls calls, byte[] key, RandomGenerator random) {
    this.calls = calls;
    this.key = key;
    this.random = random;
  }

  @Override
  public CommandArguments begin() {
    return calls.timed(RedisFunction.SETTLE, key).add(Seeds.next(random));
  }

  @Override
  public void add(CommandArguments command, List<Settlement> settlements) {
    settlements.forEach(settlement -> add(command, settlement));
  }

  private static void add(CommandArguments command, Settlement settlement) {
    if (settlement instanceof Settlement.Ack ack) {
      add(command, "A", settlement, 0, ack.result().array());
    } else if (settlement instanceof Settlement.Fail fail) {
      long delay = fail.permanent() ? NEVER : fail.retryAfterMs().orElse(POLICY_DELAY);
      add(command, "F", settlement, delay, fail.failure().array());
    } else if (settlement instanceof Settlement.Release release) {
      add(command, release.onlyUnstarted() ? "r" : "R", settlement, release.delayMs(), NOTHING);
    } else if (settlement instanceof Settlement.Started) {
      add(command, "S", settlement, 0, NOTHING);
    } else if (settlement instanceof Settlement.Extend extend) {
      add(command, "E", settlement, extend.leaseMs().orElse(-1), NOTHING);
    } else if (settlement instanceof Settlement.Progress report) {
      add(command, "P", settlement, 0, report.progress().array());
    } else {
      throw new IllegalStateException("a settlement of no known kind");
    }
  }

  private static void add(
      CommandArguments command, String what, Settlement settlement, long number, byte[] text) {
    command
        .add(Replies.bytes(what))
        .add(Replies.bytes(settlement.held().id().value()))
        .add(Replies.bytes(settlement.held().token().value()))
        .add(number)
        .add(text);
  }

  @Override
  public List<List<SettleOutcome>> decode(List<List<Settlement>> inputs, @Nullable Object reply) {
    List<?> parts = Replies.list(reply);
    long now = Replies.number(parts.get(0));
    List<List<SettleOutcome>> results = new ArrayList<>(inputs.size());
    int at = 1;
    for (List<Settlement> settlements : inputs) {
      List<SettleOutcome> outcomes = new ArrayList<>(settlements.size());
      for (int i = 0; i < settlements.size(); i++) {
        outcomes.add(
            outcome((int) Replies.number(parts.get(at)), Replies.number(parts.get(at + 1)), now));
        at += 2;
      }
      results.add(outcomes);
    }
    return results;
  }

  private static SettleOutcome outcome(int code, long end, long now) {
    return switch (code) {
      case HELD -> new Held(end, end - now, false);
      case HELD_CANCEL -> new Held(end, end - now, true);
      case LEASE_LOST -> new LeaseLost();
      case UNKNOWN -> new AlreadySettledOrLost();
      default -> new Settled(JobRecordLayout.state(code));
    };
  }
}
