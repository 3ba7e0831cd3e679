package dev.tidegate.examples.fibonacci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.examples.FakeJob;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FibonacciTest {
  private static final long MS = 1_000_000L;

  /** Time that passes by itself (computing) and by waiting. */
  private final AtomicLong now = new AtomicLong();

  private final AtomicLong waited = new AtomicLong();
  private final FibonacciHandler handler =
      new FibonacciHandler(
          () -> now.getAndAdd(MS),
          nanos -> {
            waited.addAndGet(nanos);
            now.addAndGet(nanos);
          });

  @Test
  void fastDoublingGivesWhatAddingGives() {
    BigInteger a = BigInteger.ZERO;
    BigInteger b = BigInteger.ONE;
    for (int n = 0; n <= 2_000; n++) {
      assertThat(Fibonacci.of(n)).isEqualTo(a);
      BigInteger next = a.add(b);
      a = b;
      b = next;
    }
  }

  @Test
  void aLargeNumberIsRightByCassinisIdentity() {
    int n = 200_000;
    BigInteger middle = Fibonacci.of(n);
    assertThat(Fibonacci.of(n - 1).multiply(Fibonacci.of(n + 1)).subtract(middle.multiply(middle)))
        .isEqualTo(BigInteger.ONE);
  }

  @Test
  void theClosedFormInDoublesIsFirstWrongAtSeventyOne() {
    int first =
        IntStream.range(0, 200)
            .filter(
                n ->
                    new BigDecimal(Fibonacci.byClosedForm(n))
                            .compareTo(new BigDecimal(Fibonacci.of(n)))
                        != 0)
            .findFirst()
            .orElseThrow();

    assertThat(first).isEqualTo(71);
    assertThat(Fibonacci.byClosedForm(71)).isEqualTo(308_061_521_170_130.0);
    assertThat(Fibonacci.of(71)).isEqualTo(308_061_521_170_129L);
  }

  @Test
  void fromSeventyNineOnADoubleHasTooFewBits() {
    assertThat(Fibonacci.of(78).bitLength()).isEqualTo(53);
    assertThat(Fibonacci.of(79).bitLength()).isEqualTo(54);
  }

  @Test
  void digitsAreCountedAsWritten() {
    for (int n = 0; n < 3_000; n++) {
      assertThat(Fibonacci.digits(Fibonacci.of(n))).isEqualTo(Fibonacci.of(n).toString().length());
    }
    for (int power = 0; power < 400; power++) {
      BigInteger ten = BigInteger.TEN.pow(power);
      assertThat(Fibonacci.digits(ten)).isEqualTo(power + 1);
      assertThat(Fibonacci.digits(ten.subtract(BigInteger.ONE))).isEqualTo(Math.max(1, power));
    }
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThatThrownBy(() -> Fibonacci.of(-1)).hasMessageContaining("negative");
  }

  @Test
  void theJobTakesItsDeclaredTimeByComputing() throws Exception {
    long begun = now.get();

    String result =
        handler.handle(new FakeJob("1000", Duration.ofMillis(50), Map.of())).resultText();

    assertThat(now.get() - begun).isGreaterThanOrEqualTo(50 * MS);
    assertThat(waited.get()).isZero();
    assertThat(result)
        .startsWith("{\"n\":1000,\"digits\":209,\"lastDigits\":\"6849228875\",\"rounds\":");
  }

  @Test
  void theJobTakesItsDeclaredTimeByWaiting() throws Exception {
    long begun = now.get();

    assertThat(
            handler
                .handle(
                    new FakeJob(
                        "1000", Duration.ofMillis(5), Map.of("work", "waiting", "work-ms", "400")))
                .toString())
        .startsWith("Ack");

    assertThat(now.get() - begun).isBetween(400 * MS, 420 * MS);
    assertThat(waited.get()).isGreaterThan(380 * MS);
  }

  @Test
  void theLastDigitsKeepTheirZeros() throws Exception {
    assertThat(handler.handle(new FakeJob("0")).resultText())
        .isEqualTo("{\"n\":0,\"digits\":1,\"lastDigits\":\"0\",\"rounds\":1}");
    int n = IntStream.range(60, 2_000).filter(i -> endsInZeros(i)).findFirst().orElseThrow();
    assertThat(handler.handle(new FakeJob(String.valueOf(n))).resultText())
        .contains("\"lastDigits\":\"" + lastTen(n) + "\"");
  }

  private static boolean endsInZeros(int n) {
    return lastTen(n).startsWith("0");
  }

  private static String lastTen(int n) {
    String all = Fibonacci.of(n).toString();
    return all.substring(all.length() - 10);
  }

  @Test
  void aStoppedJobStops() {
    FakeJob job = new FakeJob("10", Duration.ofHours(1), Map.of());
    job.cancelled = true;

    assertThatThrownBy(() -> handler.handle(job)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aJobThatMakesNoSenseFailsForGood() throws Exception {
    assertThat(handler.handle(new FakeJob("x")).toString())
        .contains("BadJob", "n is not a number: x", "permanent=true");
    assertThat(handler.handle(new FakeJob("1000001")).toString()).contains("n must be 0..1000000");
    assertThat(handler.handle(new FakeJob("-1")).toString()).contains("n must be");
    assertThat(handler.handle(new FakeJob("1", Duration.ZERO, Map.of("work", "lazy"))).toString())
        .contains("work must be busy or waiting");
    assertThat(handler.handle(new FakeJob("1", Duration.ZERO, Map.of("work-ms", "1.5"))).toString())
        .contains("work-ms is not a number");
  }
}
