package dev.tidegate.client.lease;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Proof of one delivery of one job. Opaque bytes that compare by content. */
public final class Token {
  private final byte[] bytes;

  private Token(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Token of(byte[] bytes) {
    return new Token(bytes.clone());
  }

  /** A copy of the bytes as they came. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /**
   * The token as one word for logs and records: as it is where all bytes are visible ASCII, else in
   * hexadecimal after {@code 0x}.
   */
  public String text() {
    for (byte b : bytes) {
      if (b <= ' ' || b >= 0x7f) {
        return "0x" + HexFormat.of().formatHex(bytes);
      }
    }
    return bytes.length == 0 ? "0x" : new String(bytes, StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Token token && Arrays.equals(bytes, token.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
