package dev.tidegate.queue.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Settings by name while they are being read: each getter notes what is wrong and answers a
 * harmless value, so that all faults are found in one go.
 */
final class Settings {
  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  /** Settings as they are, by name. */
  static Settings of(Map<String, String> values, Set<String> known) {
    Settings settings = new Settings(new LinkedHashMap<>(values));
    values.keySet().forEach(name -> settings.checkKnown("--" + name, name, known));
    return settings;
  }

  /**
   * Flags ({@code --name value}, {@code --name=value}, {@code --switch}) before environment ({@code
   * TIDEGATE_NAME}). A variable that is like no setting belongs to somebody else; one that nearly
   * is one is taken for a slip.
   *
   * @param switches names that need no value
   */
  static Settings of(
      List<String> flags,
      Map<String, String> environment,
      Set<String> known,
      Set<String> switches) {
    Settings settings = new Settings(new LinkedHashMap<>());
    environment.forEach((name, value) -> settings.readVariable(name, value, known));
    settings.readFlags(flags, known, switches);
    return settings;
  }

  private void readVariable(String variable, String value, Set<String> known) {
    if (!variable.startsWith("TIDEGATE_")) {
      return;
    }
    String name =
        variable.substring("TIDEGATE_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
    if (known.contains(name)) {
      values.put(name, value);
    } else if (DidYouMean.isNear(name, known)) {
      checkKnown(variable, name, known);
    }
  }

  private void readFlags(List<String> flags, Set<String> known, Set<String> switches) {
    for (int i = 0; i < flags.size(); i++) {
      String flag = flags.get(i);
      if (!flag.startsWith("--")) {
        problems.add("'" + flag + "' is not understood: settings begin with --");
        continue;
      }
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag.substring(2) : flag.substring(2, equals);
      boolean isKnown = checkKnown("--" + name, name, known);
      if (equals >= 0) {
        values.put(name, flag.substring(equals + 1));
      } else if (isKnown && switches.contains(name)) {
        values.put(name, "true");
      } else if (i + 1 < flags.size() && !flags.get(i + 1).startsWith("--")) {
        i++;
        values.put(name, flags.get(i));
      } else if (isKnown) {
        problems.add("--" + name + " needs a value");
      }
    }
  }

  private boolean checkKnown(String said, String name, Set<String> known) {
    if (known.contains(name)) {
      return true;
    }
    problems.add("unknown setting " + said + DidYouMean.hint(name, known));
    return false;
  }

  List<String> problems() {
    return problems;
  }

  void problem(String name, String text) {
    problems.add("--" + name + ": " + text);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  boolean flag(String name) {
    String value = text(name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      problem(name, "'" + value + "' is neither true nor false");
    }
    return value.equals("true");
  }

  int number(String name, int usual, int least, int most) {
    Integer value = parsed(name, Integer::valueOf, usual, "'%s' is no whole number");
    if (value < least || value > most) {
      problem(name, "must be " + least + ".." + most + ", was " + value);
    }
    return value;
  }

  Duration duration(String name, Duration usual, Duration least, Duration most) {
    Duration value = parsed(name, Units::duration, usual, "");
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      problem(
          name,
          "must be " + Units.text(least) + ".." + Units.text(most) + ", was " + Units.text(value));
    }
    return value;
  }

  long bytes(String name, long usual, long least, long most) {
    Long value = parsed(name, Units::bytes, usual, "");
    if (value < least || value > most) {
      problem(name, "must be " + least + ".." + most + " bytes, was " + value);
    }
    return value;
  }

  <E extends Enum<E>> E oneOf(String name, E usual, Class<E> type) {
    String wanted = text(name).orElse("");
    if (wanted.isEmpty()) {
      return usual;
    }
    List<String> names = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      String known = value.name().toLowerCase(Locale.ROOT);
      names.add(known);
      if (known.equals(wanted.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    problem(name, "'" + wanted + "' is not one of " + String.join(", ", names));
    return usual;
  }

  private <T> T parsed(String name, Function<String, T> parser, T usual, String template) {
    String value = text(name).orElse("");
    if (value.isEmpty()) {
      return usual;
    }
    try {
      return parser.apply(value.trim());
    } catch (IllegalArgumentException bad) {
      problem(
          name, template.isEmpty() ? String.valueOf(bad.getMessage()) : template.formatted(value));
      return usual;
    }
  }
}
