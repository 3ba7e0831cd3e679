package dev.tidegate.localaws.face;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a longer list. The token is the position of the next entry; callers must treat it as
 * opaque.
 *
 * @param items the entries of this page
 * @param nextToken null on the last page
 */
public record Pages<T>(List<T> items, @Nullable String nextToken) {

  private static final String PREFIX = "page-";

  /**
   * Cuts a page.
   *
   * @param all the whole list
   * @param token null for the first page
   * @param asked page size asked for; null for the largest
   * @param most largest page size of the operation
   * @param badTokenCode error code for a token that no page had
   */
  public static <T> Pages<T> cut(
      List<T> all, @Nullable String token, @Nullable Integer asked, int most, String badTokenCode) {
    int size = asked == null ? most : Math.max(1, Math.min(most, asked));
    int from = token == null || token.isEmpty() ? 0 : position(token, badTokenCode);
    int to = Math.min(all.size(), from + size);
    List<T> items = from >= to ? List.of() : List.copyOf(all.subList(from, to));
    return new Pages<>(items, to < all.size() ? PREFIX + to : null);
  }

  private static int position(String token, String code) {
    String digits = token.startsWith(PREFIX) ? token.substring(PREFIX.length()) : "";
    if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(Character::isDigit)) {
      throw new Refusal(code, "Invalid token.");
    }
    return Integer.parseInt(digits);
  }
}
