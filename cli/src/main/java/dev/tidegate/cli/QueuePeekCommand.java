package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate queue peek}. */
@Command(
    name = "peek",
    mixinStandardHelpOptions = true,
    description = "Shows jobs of a queue in the order in which they will run; takes none.")
final class QueuePeekCommand implements Callable<Integer> {
  /** The states that a person can look into. */
  enum State {
    READY,
    SCHEDULED,
    RUNNING,
    DONE,
    DEAD
  }

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Option(
      names = {"-s", "--state"},
      paramLabel = "STATE",
      defaultValue = "READY",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private State state = State.READY;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--type", defaultValue = "", description = "Only jobs of this type.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String type;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      JobState wanted = JobState.valueOf("JOB_STATE_" + state.name());
      List<JobView> jobs = new JobLister(server).list(queue, wanted, type, count);
      output.result(
          () -> ProtoJson.of(jobs),
          () ->
              jobs.isEmpty()
                  ? "no " + state.name().toLowerCase(Locale.ROOT) + " job in " + queue
                  : JobTable.of(jobs, System.currentTimeMillis()));
      return ExitCode.OK;
    }
  }
}
