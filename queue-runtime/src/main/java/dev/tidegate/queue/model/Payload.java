package dev.tidegate.queue.model;

import java.util.Arrays;

/** Bytes that the queue carries and never looks into. Immutable by contract of its users. */
public final class Payload {
  private static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps without copying: the caller hands the array over and may not change it afterwards. The
   * hot path copies no body twice.
   */
  public static Payload wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes);
  }

  /** No bytes. */
  public static Payload empty() {
    return EMPTY;
  }

  /** The bytes themselves, not a copy: readers may not change them. */
  public byte[] array() {
    return bytes;
  }

  /** Length in bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Bodies may hold secrets: only the size is shown. */
  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
