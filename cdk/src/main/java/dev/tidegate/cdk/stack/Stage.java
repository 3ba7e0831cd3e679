package dev.tidegate.cdk.stack;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a deployment lives. */
public enum Stage {
  /** Cheap: no NAT gateway, one small cache node, promises nothing about durability. */
  DEV,
  /** Private hosts, MemoryDB, nothing deleted with its stack. */
  PROD;

  /** Lower case, as it appears in names and on command lines. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The stage of that name; {@code dev} where none is named.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Stage named(@Nullable String id) {
    if (id == null) {
      return DEV;
    }
    return Arrays.stream(values())
        .filter(stage -> stage.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "stage '" + id + "' is unknown; known are " + knownIds()));
  }

  private static String knownIds() {
    return Arrays.stream(values()).map(Stage::id).collect(Collectors.joining(", "));
  }
}
