package dev.tidegate.queue.config;

import java.util.Comparator;
import java.util.Set;

/** The known name that a mistyped one is closest to. */
final class DidYouMean {
  private static final int FARTHEST = 3;

  private DidYouMean() {}

  /** {@code "; did you mean --x?"}, or the list of what is known if nothing is near. */
  static String hint(String name, Set<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= FARTHEST)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .map(nearest -> "; did you mean --" + nearest + "?")
        .orElseGet(() -> "; known are " + String.join(", ", known.stream().sorted().toList()));
  }

  static boolean isNear(String name, Set<String> known) {
    return known.stream().anyMatch(candidate -> distance(name, candidate) <= FARTHEST);
  }

  /** Insertions, deletions and replacements between the two. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
