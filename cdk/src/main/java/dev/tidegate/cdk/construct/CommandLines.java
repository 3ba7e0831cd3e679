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
        "--listen-host=0.0.0.0",
        "--listen-port=" + TidegateQueue.PORT,
        // There is no login yet: the hosts' security group admits the load balancer only.
        "--insecure-listen-anywhere",
        "--durability=" + settings.dataClass().declared(),
        "--drain-lag=" + seconds(drain.lag()),
        "--stream-grace=" + seconds(drain.grace()));
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
