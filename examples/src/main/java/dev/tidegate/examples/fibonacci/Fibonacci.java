package dev.tidegate.examples.fibonacci;

import java.math.BigInteger;

/**
 * Fibonacci numbers, F(0) = 0, F(1) = 1.
 *
 * <p>{@link #of} is exact for every n. {@link #byClosedForm} is Binet's formula in doubles, here to
 * show where it stops to be right: rounding gives the exact number up to n = 70; for n = 71 it
 * gives 308061521170130, one too many. From n = 79 on F(n) has more than 53 bits, and a double
 * cannot even hold every such integer.
 */
public final class Fibonacci {
  private static final double SQRT_5 = StrictMath.sqrt(5);
  private static final double PHI = (1 + SQRT_5) / 2;

  private Fibonacci() {}

  /**
   * F(n) by fast doubling, from the highest bit of n down: F(2k) = F(k) (2 F(k+1) - F(k)), F(2k+1)
   * = F(k)^2 + F(k+1)^2. About log2(n) rounds of three multiplications.
   *
   * @param n not negative
   */
  public static BigInteger of(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n must not be negative, is " + n);
    }
    BigInteger a = BigInteger.ZERO;
    BigInteger b = BigInteger.ONE;
    for (int bit = 31 - Integer.numberOfLeadingZeros(n); bit >= 0; bit--) {
      BigInteger doubled = a.multiply(b.shiftLeft(1).subtract(a));
      BigInteger next = a.multiply(a).add(b.multiply(b));
      boolean odd = (n >>> bit & 1) == 1;
      a = odd ? next : doubled;
      b = odd ? doubled.add(next) : next;
    }
    return a;
  }

  /** phi^n / sqrt(5), rounded; inexact from n = 71 on. */
  public static double byClosedForm(int n) {
    return Math.rint(StrictMath.pow(PHI, n) / SQRT_5);
  }

  /** Decimal digits of a number, without writing it out. */
  static int digits(BigInteger number) {
    if (number.signum() == 0) {
      return 1;
    }
    // One too few at most: 2^(bits-1) <= number < 2^bits.
    int atLeast = (int) ((number.bitLength() - 1) * Math.log10(2)) + 1;
    return number.compareTo(BigInteger.TEN.pow(atLeast)) >= 0 ? atLeast + 1 : atLeast;
  }
}
