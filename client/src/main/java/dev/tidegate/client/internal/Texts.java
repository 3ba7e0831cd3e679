package dev.tidegate.client.internal;

import java.nio.charset.StandardCharsets;

/** Texts within the contract's limits, which are counted in bytes of UTF-8. */
public final class Texts {
  /** Names, reasons, progress messages. */
  public static final int SHORT_BYTES = 200;

  /** A failure's message. */
  public static final int MESSAGE_BYTES = 1024;

  /** A failure's stack. */
  public static final int STACK_BYTES = 8 * 1024;

  private Texts() {}

  /** The longest beginning of {@code text} that has at most {@code maxBytes} bytes of UTF-8. */
  public static String cut(String text, int maxBytes) {
    if (text.length() * 3L <= maxBytes) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    int end = maxBytes;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
