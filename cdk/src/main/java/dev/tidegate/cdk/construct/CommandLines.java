package dev.tidegate.cdk.construct;

import java.time.Duration;
import java.util.List;

/** Arguments of the {@code tidegate} command, one method per program. */
final class CommandLines {
  private CommandLines() {}

  static List<String> serve(TidegateQueue.Settings settings) {
    DrainBudget drain = settings.drain();
    return List.of(
        "serve",
        "--host=0.0.0.0",
        "--port=" + TidegateQueue.PORT,
        "--drain-lag=" + seconds(drain.lag()),
        "--drain-grace=" + seconds(drain.grace()));
  }

  static List<String> control(String parameterPath) {
    return List.of("control", "--config=ssm:" + parameterPath);
  }

  static List<String> listFleet() {
    return List.of("fleet", "ls");
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }
}
