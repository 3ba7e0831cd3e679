package dev.tidegate.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@link ExampleWorker} was asked to do.
 *
 * @param target {@code host:port} of a runtime, or of the balancer before it
 * @param record where runs are written down
 * @param filesRoot what {@code files} jobs may read
 * @param drain time for ending after SIGTERM
 */
record ExampleOptions(
    String target,
    List<String> queues,
    int slots,
    Optional<Path> record,
    Path filesRoot,
    Duration drain) {
  static final String USAGE =
      "usage: ExampleWorker --target HOST:PORT --queue NAME [--queue NAME]... [--slots N]"
          + " [--record FILE] [--files-root DIR] [--drain-seconds N]";

  private static final int MOST_DRAIN_SECONDS = 3_600;

  ExampleOptions {
    queues = List.copyOf(queues);
  }

  /**
   * @throws IllegalArgumentException with a line for the user
   */
  static ExampleOptions parse(String... args) {
    String target = "";
    List<String> queues = new ArrayList<>();
    int slots = 1;
    Optional<Path> record = Optional.empty();
    Path filesRoot = Path.of("");
    Duration drain = Duration.ofSeconds(25);
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--target" -> target = value;
        case "--queue" -> queues.add(value);
        case "--slots" -> slots = number(args[i], value, 1_000);
        case "--record" -> record = Optional.of(Path.of(value));
        case "--files-root" -> filesRoot = Path.of(value);
        case "--drain-seconds" ->
            drain = Duration.ofSeconds(number(args[i], value, MOST_DRAIN_SECONDS));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (target.isEmpty() || queues.isEmpty()) {
      throw new IllegalArgumentException("--target and --queue are needed");
    }
    return new ExampleOptions(target, queues, slots, record, filesRoot, drain);
  }

  private static int number(String option, String text, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " is not a number: " + text, e);
    }
    throw new IllegalArgumentException(option + " must be 1.." + most + ", is " + text);
  }
}
