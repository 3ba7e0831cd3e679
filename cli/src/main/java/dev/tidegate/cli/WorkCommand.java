package dev.tidegate.cli;

import dev.tidegate.client.DrainReport;
import dev.tidegate.client.Endpoint;
import dev.tidegate.client.Worker;
import dev.tidegate.client.WorkerBuilder;
import dev.tidegate.client.WorkerListener;
import dev.tidegate.client.WorkerStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate work}. */
@Command(
    name = "work",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a command for each job of a queue: the payload comes on standard input, the exit code",
      "settles the job: 0 done, 75 given back for later, 100 failed for good, others a failed",
      "attempt that is retried by the job's policy. TIDEGATE_JOB_ID, TIDEGATE_TYPE,",
      "TIDEGATE_ATTEMPT and TIDEGATE_FENCE are in its environment.",
      "",
      "  tidegate work --queue mail --slots 4 -- ./send-mail.sh",
      "",
      "SIGTERM and Ctrl-C drain: running commands get time to finish."
    })
final class WorkCommand implements Callable<Integer> {
  private static final Duration FOREVER = Duration.ofDays(3_650);

  @Option(
      names = {"-q", "--queue"},
      paramLabel = "QUEUE",
      required = true,
      description = "Take jobs from this queue; may be given several times.")
  private List<String> queues = List.of();

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1",
      description = "Commands at once (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--types",
      paramLabel = "TYPE",
      split = ",",
      description = "Only these job types (default: all).")
  private List<String> types = List.of();

  @Option(
      names = "--drain",
      paramLabel = "DURATION",
      defaultValue = "25s",
      converter = Durations.class,
      description = "How long running commands may finish at the end (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration drain;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments; put -- before it.")
  private List<String> command = List.of();

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    Worker worker = build();
    Thread onSignal = new Thread(() -> end(worker), "tidegate-work-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    worker.start();
    DrainReport report = worker.awaitEnd(FOREVER);
    WorkerStats stats = worker.stats();
    output.note(
        stats.acked()
            + " done, "
            + stats.failed()
            + " failed attempts, "
            + stats.released()
            + " given back");
    return report.isClean() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Worker build() {
    try {
      WorkerBuilder builder =
          Worker.builder(Endpoint.plaintext(server.target()).named("tidegate-work"))
              .slots(slots)
              .listener(new Notes());
      queues.forEach(builder::queue);
      CommandHandler handler = new CommandHandler(command);
      if (types.isEmpty()) {
        builder.otherTypes(handler);
      } else {
        types.forEach(type -> builder.handler(type, handler));
      }
      return builder.build();
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  private void end(Worker worker) {
    try {
      worker.drain(drain);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a person at the terminal wants to know. */
  private final class Notes implements WorkerListener {
    @Override
    public void connected(String runtimeId) {
      output.note("connected to " + server.target() + " (runtime " + runtimeId + ")");
    }

    @Override
    public void disconnected(String reason, Duration reconnectIn) {
      output.note(
          "disconnected: " + reason + "; next try in " + Durations.text(reconnectIn.toMillis()));
    }

    @Override
    public void attemptFailed(String jobId, String kind, String message) {
      output.note("job " + jobId + " failed: " + kind + " " + message);
    }

    @Override
    public void leaseLost(String jobId) {
      output.note("job " + jobId + " was taken away: its lease is lost");
    }

    @Override
    public void draining(String reason) {
      output.note("draining: " + reason);
    }
  }
}
