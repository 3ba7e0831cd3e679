package dev.tidegate.localaws.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Applies fault rules to calls, by chance from a seed. Thread-safe. */
public final class FaultInjector implements CallFilter {

  private static final class Armed {
    private final FaultRule rule;
    private int left;

    private Armed(FaultRule rule) {
      this.rule = rule;
      this.left = rule.times();
    }
  }

  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final long TIMEOUT_MILLIS = 10_000;

  private final SplittableRandom random;
  private final List<Armed> rules = new ArrayList<>();
  private long hits;

  /** No rule yet. */
  public FaultInjector(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Adds a rule; the first that hits a call decides. */
  public synchronized void add(FaultRule rule) {
    rules.add(new Armed(rule));
  }

  /** Forgets all rules. */
  public synchronized void clear() {
    rules.clear();
  }

  /** How many calls failed by a rule. */
  public synchronized long hits() {
    return hits;
  }

  @Override
  public Object around(ApiCall call, ServiceErrors errors, Supplier<Object> next) {
    FaultRule.Kind kind = draw(call);
    if (kind == FaultRule.Kind.THROTTLE) {
      throw errors.error(errors.throttlingCode(), "Rate exceeded", CLIENT_ERROR);
    }
    if (kind == FaultRule.Kind.SERVER_ERROR) {
      throw errors.error(errors.serverErrorCode(), "Internal failure (injected)", SERVER_ERROR);
    }
    Object answer = next.get();
    if (kind == FaultRule.Kind.EFFECT_THEN_TIMEOUT) {
      throw ApiCallTimeoutException.create(TIMEOUT_MILLIS);
    }
    return answer;
  }

  private synchronized FaultRule.@Nullable Kind draw(ApiCall call) {
    for (Armed armed : rules) {
      boolean aimed = armed.left > 0 && armed.rule.calls().matcher(call.name()).matches();
      if (aimed && random.nextDouble() < armed.rule.share()) {
        armed.left--;
        hits++;
        return armed.rule.kind();
      }
    }
    return null;
  }
}
