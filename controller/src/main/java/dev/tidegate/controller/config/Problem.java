package dev.tidegate.controller.config;

import java.util.Objects;

/**
 * Something wrong with a resource.
 *
 * @param file where; with the number of the document, from 1, where a file holds several
 * @param path of the value inside the document, such as {@code spec.lag.registration}
 */
public record Problem(String file, String path, String message) {
  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    return path.isEmpty() ? file + ": " + message : file + ": " + path + ": " + message;
  }
}
