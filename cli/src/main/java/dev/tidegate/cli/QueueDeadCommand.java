package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.GetOperationRequest;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.proto.queue.v1.RedriveRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate queue dead}. */
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    description = {
      "Lists dead letters with the reason; makes them ready again (--redrive) or drops them",
      "(--discard). Redrive and discard run on the server, at a rate, and can be watched."
    })
final class QueueDeadCommand implements Callable<Integer> {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "JOB",
      description = "Only these jobs (with --redrive or --discard).")
  private List<String> jobs = List.of();

  @Option(names = "--redrive", description = "Make them ready again, with fresh attempts.")
  private boolean redrive;

  @Option(names = "--discard", description = "Drop them for good.")
  private boolean discard;

  @Option(names = "--type", defaultValue = "", description = "Only jobs of this type.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String type;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Jobs per second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = Durations.class,
      description = "How long to watch the operation (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private Duration wait;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many to list at most (default: ${DEFAULT-VALUE}).")
  private int count;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (redrive && discard) {
      throw new CommandFailure(ExitCode.USAGE, "--redrive and --discard exclude each other");
    }
    try (server) {
      return redrive || discard ? operate() : list();
    }
  }

  private int list() {
    List<JobView> dead = new JobLister(server).list(queue, JobState.JOB_STATE_DEAD, type, count);
    output.result(
        () -> ProtoJson.of(dead),
        () ->
            dead.isEmpty()
                ? "no dead job in " + queue
                : JobTable.of(dead, System.currentTimeMillis()));
    return ExitCode.OK;
  }

  private int operate() {
    Operation operation =
        server
            .admin()
            .redrive(
                RedriveRequest.newBuilder()
                    .setQueue(queue)
                    .addAllJobIds(jobs)
                    .setType(type)
                    .setDiscard(discard)
                    .setJobsPerSecond(rate)
                    .setOperationId("cli-" + UUID.randomUUID())
                    .build());
    Operation ended = watch(operation);
    output.result(() -> ProtoJson.of(ended), () -> describe(ended));
    return switch (ended.getState()) {
      case STATE_DONE -> ExitCode.OK;
      case STATE_RUNNING -> ExitCode.DEADLINE;
      case STATE_CANCELLED, STATE_FAILED, STATE_UNSPECIFIED, UNRECOGNIZED -> ExitCode.FAILED;
    };
  }

  private Operation watch(Operation started) {
    long deadline = System.nanoTime() + wait.toNanos();
    Operation operation = started;
    while (operation.getState() == Operation.State.STATE_RUNNING && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
      operation =
          server
              .admin()
              .getOperation(
                  GetOperationRequest.newBuilder()
                      .setQueue(queue)
                      .setOperationId(started.getOperationId())
                      .build());
      output.note("  " + describe(operation));
    }
    return operation;
  }

  private String describe(Operation operation) {
    String verb = discard ? "discarded" : "redriven";
    return operation.getDone()
        + " "
        + verb
        + (operation.getSkipped() > 0 ? ", " + operation.getSkipped() + " no longer dead" : "")
        + switch (operation.getState()) {
          case STATE_DONE -> "";
          case STATE_RUNNING -> ", still running as operation " + operation.getOperationId();
          case STATE_CANCELLED -> ", cancelled";
          case STATE_FAILED -> ", failed: " + operation.getError();
          case STATE_UNSPECIFIED, UNRECOGNIZED -> ", in an unknown state";
        };
  }
}
