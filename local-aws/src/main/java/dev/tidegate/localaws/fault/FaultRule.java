package dev.tidegate.localaws.fault;

import java.util.regex.Pattern;

/**
 * A share of calls fails in one way.
 *
 * @param calls pattern over names such as {@code ecs:UpdateService}
 * @param kind how they fail
 * @param share 0 to 1
 * @param times after so many hits the rule is spent
 */
public record FaultRule(Pattern calls, Kind kind, double share, int times) {

  /** How a call fails. */
  public enum Kind {
    /** Refused by the rate limiter; nothing happened. */
    THROTTLE,
    /** HTTP 500; nothing happened. */
    SERVER_ERROR,
    /** It took effect, but the caller sees a timeout. */
    EFFECT_THEN_TIMEOUT
  }

  /** Checks. */
  public FaultRule {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is between 0 and 1, not " + share);
    }
    if (times < 1) {
      throw new IllegalArgumentException("a rule hits at least once, not " + times);
    }
  }

  /** A share of the calls, for ever. */
  public static FaultRule share(String calls, Kind kind, double share) {
    return new FaultRule(Pattern.compile(calls), kind, share, Integer.MAX_VALUE);
  }

  /** The next calls, so many of them. */
  public static FaultRule next(String calls, Kind kind, int times) {
    return new FaultRule(Pattern.compile(calls), kind, 1, times);
  }
}
