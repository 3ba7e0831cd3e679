package dev.tidegate.controller.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems while one set of resources is read. */
final class Problems {
  private final List<Problem> all = new ArrayList<>();

  void add(String file, String path, String message) {
    all.add(new Problem(file, path, message));
  }

  int count() {
    return all.size();
  }

  void throwIfAny() {
    if (!all.isEmpty()) {
      throw new ConfigException(all);
    }
  }
}
