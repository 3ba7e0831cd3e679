package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.PoolLimits;
import dev.tidegate.cdk.construct.Program;
import dev.tidegate.cdk.construct.TidegateWorkerService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * One example worker service, the pattern for a team's own: the program of the module {@code
 * examples}, on the queue {@code fib}.
 */
public final class WorkersStack extends Stack {
  private static final String QUEUE = "fib";
  private static final int SLOTS = 2;

  /** How long running jobs may finish after SIGTERM; longer jobs have to be protected. */
  private static final Duration DRAIN = Duration.ofSeconds(100);

  /** What the stop timeout has to spare over the drain. */
  private static final Duration MARGIN = Duration.ofSeconds(20);

  public WorkersStack(
      Construct scope,
      String id,
      DeploymentSettings settings,
      NetworkStack network,
      QueueStack queue) {
    super(scope, id);
    Program worker =
        new Program(
            "worker-" + QUEUE,
            Image.WORKER.in(this, settings),
            List.of(
                "--target",
                queue.queue().target(),
                "--queue",
                QUEUE,
                "--slots",
                Integer.toString(SLOTS),
                "--drain-seconds",
                Long.toString(DRAIN.toSeconds())),
            Map.of(),
            Program.Size.WORKER,
            DRAIN.plus(MARGIN));
    new TidegateWorkerService(
        this,
        "Fib",
        network.cluster(),
        new TidegateWorkerService.Settings(
            settings.clusterName() + "-worker-" + QUEUE,
            worker,
            new PoolLimits(List.of(QUEUE), SLOTS, 1, 10, Duration.ofMinutes(2)),
            queue.resources(),
            settings.removal()));
  }
}
