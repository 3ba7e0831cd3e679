package dev.tidegate.controller.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known word nearest to a mistyped one. */
final class Hints {
  private Hints() {}

  static String hint(String word, Collection<String> known) {
    return nearest(word, known)
        .map(k -> "; did you mean '" + k + "'?")
        .orElse("; known: " + String.join(", ", known.stream().sorted().toList()));
  }

  static Optional<String> nearest(String word, Collection<String> known) {
    int allowed = Math.max(2, word.length() / 3);
    return known.stream()
        .filter(k -> distance(word, k) <= allowed)
        .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(k -> k));
  }

  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
