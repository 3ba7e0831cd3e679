package dev.tidegate.controller.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a document while it is read: every key asked for is known, and {@link #done} reports
 * the others. A value that is wrong is reported and stands in as its default, so that reading goes
 * on and finds the next problem.
 */
final class Section {
  private final String file;
  private final String path;
  private final Map<?, ?> values;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String file, String path, Map<?, ?> values, Problems problems) {
    this.file = file;
    this.path = path;
    this.values = values;
    this.problems = problems;
  }

  private @Nullable Object get(String key) {
    known.add(key);
    return values.get(key);
  }

  void problem(String key, String message) {
    problems.add(file, at(key), message);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  String text(String key) {
    Object value = get(key);
    if (value == null) {
      problem(key, "is required");
      return "";
    }
    if (value instanceof Map || value instanceof List || value.toString().isBlank()) {
      problem(key, "must be a text");
      return "";
    }
    return value.toString();
  }

  String text(String key, String otherwise) {
    return get(key) == null ? otherwise : text(key);
  }

  String name(String key) {
    String name = text(key);
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9._-]{1,60}")) {
      problem(key, "'" + name + "' must be 1 to 60 of A-Z a-z 0-9 . _ -");
    }
    return name;
  }

  List<String> texts(String key) {
    Object value = get(key);
    if (value == null) {
      problem(key, "is required");
      return List.of();
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      if (item == null || item instanceof Map || item instanceof List) {
        problem(key + "[" + i + "]", "must be a text");
      } else if (texts.contains(item.toString())) {
        problem(key + "[" + i + "]", "'" + item + "' is there twice");
      } else {
        texts.add(item.toString());
      }
    }
    if (items.isEmpty()) {
      problem(key, "must not be empty");
    }
    return texts;
  }

  int integer(String key, int otherwise, int least, int most) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Integer number) || number < least || number > most) {
      problem(key, "'" + value + "' must be a whole number from " + least + " to " + most);
      return otherwise;
    }
    return number;
  }

  int required(String key, int least, int most) {
    if (get(key) == null) {
      problem(key, "is required");
      return least;
    }
    return integer(key, least, least, most);
  }

  /** A number above {@code least} and up to {@code most}. */
  double number(String key, double otherwise, double least, double most) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() < least
        || number.doubleValue() > most) {
      problem(key, "'" + value + "' must be a number from " + least + " to " + most);
      return otherwise;
    }
    return number.doubleValue();
  }

  boolean flag(String key, boolean otherwise) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Boolean flag)) {
      problem(key, "'" + value + "' must be true or false");
      return otherwise;
    }
    return flag;
  }

  Duration duration(String key, Duration otherwise) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    Optional<Duration> duration = Units.duration(value.toString());
    if (duration.isEmpty()) {
      problem(key, "'" + value + "' is no duration: " + Units.HOW);
    }
    return duration.orElse(otherwise);
  }

  Duration duration(String key) {
    if (get(key) == null) {
      problem(key, "is required");
      return Duration.ofSeconds(1);
    }
    return duration(key, Duration.ofSeconds(1));
  }

  /** As {@link #duration(String, Duration)}, above zero. */
  Duration positive(String key, Duration otherwise) {
    Duration duration = duration(key, otherwise);
    if (duration.isZero()) {
      problem(key, "must be above zero");
      return otherwise;
    }
    return duration;
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (E each : type.getEnumConstants()) {
      String word = each.name().toLowerCase(Locale.ROOT);
      if (word.equals(value.toString())) {
        return each;
      }
      words.add(word);
    }
    problem(key, "'" + value + "' is unknown" + Hints.hint(value.toString(), words));
    return otherwise;
  }

  /** A nested mapping; an absent one reads as empty. */
  Section section(String key) {
    Object value = get(key);
    if (value != null && !(value instanceof Map)) {
      problem(key, "must be a mapping");
    }
    Map<?, ?> map = value instanceof Map<?, ?> found ? found : Map.of();
    return new Section(file, at(key), map, problems);
  }

  /** Reports the keys that nobody asked for. */
  void done() {
    for (Object key : values.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        problem(String.valueOf(key), "unknown key" + Hints.hint(String.valueOf(key), known));
      }
    }
  }
}
