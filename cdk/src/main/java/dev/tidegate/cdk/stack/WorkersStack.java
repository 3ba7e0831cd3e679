package dev.tidegate.cdk.stack;

import dev.tidegate.cdk.construct.PoolLimits;
import dev.tidegate.cdk.construct.Program;
import dev.tidegate.cdk.construct.TidegateWorkerService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** One example worker service, the pattern for a team's own. */
public final class WorkersStack extends Stack {
  /** Longer than any job of the example; longer jobs are protected by the controller. */
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);

  private static final int SLOTS = 2;

  public WorkersStack(
      Construct scope,
      String id,
      DeploymentSettings settings,
      NetworkStack network,
      QueueStack queue) {
    super(scope, id);
    Program worker =
        new Program(
            "worker-fib",
            Image.WORKER.in(this, settings),
            List.of("fib", "--queue=fib", "--slots=" + SLOTS),
            Map.of("TIDEGATE_TARGET", queue.queue().target()),
            Program.Size.WORKER,
            STOP_TIMEOUT);
    new TidegateWorkerService(
        this,
        "Fib",
        network.cluster(),
        new TidegateWorkerService.Settings(
            settings.clusterName() + "-worker-fib",
            worker,
            new PoolLimits(List.of("fib"), SLOTS, 1, 10, Duration.ofMinutes(2)),
            queue.resources(),
            settings.removal()));
  }
}
