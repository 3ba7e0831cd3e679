package dev.tidegate.examples.fibonacci;

import dev.tidegate.client.JobContext;
import dev.tidegate.client.JobHandler;
import dev.tidegate.client.JobResult;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Computes F(n) for the n in the body (a decimal number as text) and takes the time that the job
 * declares: the header {@code work-ms} where there is one, else the job's expected duration.
 *
 * <p>How the time is spent is the header {@code work}: {@code busy} (the default) computes the
 * number again and again, {@code waiting} computes it once and then waits, like work that hangs on
 * somebody else's answer.
 *
 * <p>Result: {@code {"n":1000,"digits":209,"lastDigits":"6849228875","rounds":12}}.
 */
public final class FibonacciHandler implements JobHandler {
  /** The job type to register this under. */
  public static final String TYPE = "fibonacci";

  /** Larger numbers would make one round longer than a cancel should have to wait. */
  static final int LARGEST_N = 1_000_000;

  private static final Duration LONGEST_WORK = Duration.ofHours(24);
  private static final int LAST_DIGITS = 10;
  private static final BigInteger LAST_DIGITS_MODULUS = BigInteger.TEN.pow(LAST_DIGITS);

  private final LongSupplier nanos;
  private final Pause pause;

  /** Waits for some nanoseconds. */
  @FunctionalInterface
  interface Pause {
    void nanos(long nanos) throws InterruptedException;
  }

  /** On the machine's clock. */
  public FibonacciHandler() {
    this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  FibonacciHandler(LongSupplier nanos, Pause pause) {
    this.nanos = nanos;
    this.pause = pause;
  }

  @Override
  public JobResult handle(JobContext job) throws InterruptedException {
    long begun = nanos.getAsLong();
    int n;
    long workNanos;
    boolean waiting;
    try {
      n = number("n", job.bodyText().strip(), LARGEST_N);
      workNanos = work(job).toNanos();
      waiting = isWaiting(job);
    } catch (IllegalArgumentException e) {
      // Trying again cannot mend the job itself.
      return JobResult.failForGood("BadJob", String.valueOf(e.getMessage()));
    }
    BigInteger result = Fibonacci.of(n);
    long rounds = 1;
    while (nanos.getAsLong() - begun < workNanos) {
      if (Thread.interrupted() || job.isCancelled()) {
        throw new InterruptedException("stopped after " + rounds + " rounds");
      }
      if (waiting) {
        pause.nanos(workNanos - (nanos.getAsLong() - begun));
      } else {
        result = Fibonacci.of(n);
        rounds++;
      }
    }
    return JobResult.ackJson(json(n, result, rounds));
  }

  private static Duration work(JobContext job) {
    String header = job.headers().get("work-ms");
    return header == null
        ? job.expectedDuration()
        : Duration.ofMillis(number("work-ms", header, (int) LONGEST_WORK.toMillis()));
  }

  private static boolean isWaiting(JobContext job) {
    String how = job.headers().getOrDefault("work", "busy");
    return switch (how) {
      case "busy" -> false;
      case "waiting" -> true;
      default -> throw new IllegalArgumentException("work must be busy or waiting, is " + how);
    };
  }

  private static int number(String what, String text, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is not a number: " + shown(text), e);
    }
    throw new IllegalArgumentException(what + " must be 0.." + most + ", is " + shown(text));
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String json(int n, BigInteger result, long rounds) {
    String last = result.mod(LAST_DIGITS_MODULUS).toString();
    int digits = Fibonacci.digits(result);
    // Leading zeros of the last ten digits count as digits, unless the number is shorter.
    String padded = "0".repeat(Math.min(digits, LAST_DIGITS) - last.length()) + last;
    return "{\"n\":%d,\"digits\":%d,\"lastDigits\":\"%s\",\"rounds\":%d}"
        .formatted(n, digits, padded, rounds);
  }
}
