package dev.tidegate.cdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository that are no part of this module but of shipping it. */
final class Repository {
  private Repository() {}

  /** A path from the repository's root; tests run in the module's folder. */
  static Path path(String relative) {
    return Path.of("..").resolve(relative).normalize();
  }

  static String text(String relative) {
    try {
      return Files.readString(path(relative));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
