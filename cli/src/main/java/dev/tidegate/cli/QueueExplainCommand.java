package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.ExplainRequest;
import dev.tidegate.proto.queue.v1.ExplainResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidegate queue explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says why a job is not running.")
final class QueueExplainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue's name.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Parameters(index = "1", paramLabel = "JOB", description = "The job's id.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String job;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      ExplainResponse answer =
          server.admin().explain(ExplainRequest.newBuilder().setQueue(queue).setJobId(job).build());
      output.result(() -> ProtoJson.of(answer), () -> text(answer));
      return ExitCode.OK;
    }
  }

  private static String text(ExplainResponse answer) {
    return JobTable.of(List.of(answer.getJob()), System.currentTimeMillis())
        + System.lineSeparator()
        + answer.getCausesList().stream()
            .map(cause -> "  " + cause.getCode() + ": " + cause.getText())
            .collect(Collectors.joining(System.lineSeparator()));
  }
}
