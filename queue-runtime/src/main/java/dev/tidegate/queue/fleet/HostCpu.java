package dev.tidegate.queue.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How busy the host is, from {@code /proc/stat}: a burstable instance that runs out of credits
 * shows it as stolen time before anything else does. Elsewhere than on Linux it knows nothing.
 */
final class HostCpu {
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;

  private final Path source;
  private long @Nullable [] before;

  HostCpu(Path source) {
    this.source = source;
  }

  /**
   * @param busy share of the time since the last look, 0..1
   * @param steal share taken by the hypervisor
   */
  record Share(double busy, double steal) {}

  /** Since the last look; empty at the first. */
  Optional<Share> look() {
    long[] now = read();
    long[] last = before;
    before = now;
    if (now == null || last == null) {
      return Optional.empty();
    }
    long[] spent = new long[now.length];
    Arrays.setAll(spent, i -> now[i] - last[i]);
    double total = Arrays.stream(spent).sum();
    if (total <= 0) {
      return Optional.empty();
    }
    double idle = spent[IDLE] + spent[IO_WAIT];
    return Optional.of(new Share(1 - idle / total, spent[STEAL] / total));
  }

  /** The first eight counters of the line for all processors: user .. steal. */
  private long @Nullable [] read() {
    try {
      String text = Files.readString(source, StandardCharsets.US_ASCII);
      String line = text.substring(0, text.indexOf('\n'));
      String[] words = line.trim().split("\\s+");
      if (words.length < STEAL + 2) {
        return null;
      }
      return Arrays.stream(words, 1, STEAL + 2).mapToLong(Long::parseLong).toArray();
    } catch (IOException | RuntimeException unknown) {
      return null;
    }
  }
}
