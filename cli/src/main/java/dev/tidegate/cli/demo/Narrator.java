package dev.tidegate.cli.demo;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells what happens, with the time since the start, and never the same thing twice in a row. */
final class Narrator {
  private final Consumer<String> out;
  private final LongSupplier nanos;
  private final Map<String, String> last = new HashMap<>();
  private long start;

  Narrator(Consumer<String> out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** From now on times count from here. */
  synchronized void begin() {
    start = nanos.getAsLong();
  }

  /** Seconds since the start. */
  synchronized double seconds() {
    return (nanos.getAsLong() - start) / 1e9;
  }

  synchronized void say(String text) {
    out.accept(String.format(Locale.ROOT, "%5.1fs  %s", seconds(), text));
  }

  /** Says it unless it is what was said of this subject last. */
  synchronized void change(String subject, String text) {
    if (!text.equals(last.put(subject, text))) {
      say("       " + subject + ": " + text);
    }
  }
}
