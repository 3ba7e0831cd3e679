package dev.tidegate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidegate.client.Backpressure;
import dev.tidegate.client.Endpoint;
import dev.tidegate.client.EnqueuedJob;
import dev.tidegate.client.JobSpec;
import dev.tidegate.client.Producer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate enqueue}. */
@Command(
    name = "enqueue",
    mixinStandardHelpOptions = true,
    description = {
      "Hands jobs in: one by --type and --body, or many from a file with one JSON object a line.",
      "",
      "  tidegate enqueue --queue fib --type fibonacci --body 'n=1000' --expected 250ms",
      "  tidegate enqueue --queue fib --file jobs.ndjson",
      "",
      "A line: {\"type\":\"fibonacci\",\"body\":\"n=1000\",\"expected\":\"250ms\",\"id\":\"optional\"}"
    })
final class EnqueueCommand implements Callable<Integer> {
  private static final int UNDER_WAY = 512;

  @Option(
      names = {"-q", "--queue"},
      paramLabel = "QUEUE",
      defaultValue = "",
      description = "The queue; a line of a file may name another.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String queue;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "",
      description = "The job type; a line of a file may name another.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private String type;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Jobs, one JSON object a line; - reads standard input.")
  private @Nullable Path file;

  @Option(names = "--body", paramLabel = "TEXT", description = "The payload of a single job.")
  private @Nullable String body;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "A job id, so that a repeat is harmless.")
  private @Nullable String id;

  @Option(
      names = "--expected",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "How long the work should take.")
  private @Nullable Duration expected;

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "Not before this long from now.")
  private @Nullable Duration delay;

  @Option(names = "--priority", paramLabel = "LEVEL", description = "high, normal or low.")
  private @Nullable String priority;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Lines that were refused are written here, to be mended and sent again.")
  private @Nullable Path rejects;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    Endpoint endpoint = Endpoint.plaintext(server.target()).named("tidegate-cli");
    try (Producer producer =
        Producer.builder(endpoint)
            .deadline(server.timeout())
            .maxInFlight(UNDER_WAY, Backpressure.BLOCK)
            .build()) {
      return file == null ? one(producer) : many(producer, file);
    }
  }

  private int one(Producer producer) {
    JobSpec job;
    try {
      job = single();
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
    EnqueuedJob accepted;
    try {
      accepted = producer.enqueue(job).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException known ? known : failed;
    }
    output.result(() -> json(accepted), () -> text(accepted));
    return ExitCode.OK;
  }

  private JobSpec single() {
    if (queue.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException("give --queue and --type, or --file");
    }
    JobSpec.Builder job = JobSpec.of(queue, type);
    if (body != null) {
      job.text(body);
    }
    if (id != null) {
      job.id(id);
    }
    if (expected != null) {
      job.expectedDuration(expected);
    }
    if (delay != null) {
      job.notBefore(Instant.now().plus(delay));
    }
    if (priority != null) {
      job.priority(JobLine.priority(priority));
    }
    return job.build();
  }

  private int many(Producer producer, Path source) throws IOException {
    BulkEnqueue bulk = new BulkEnqueue(producer, new JobLine(new JobLine.Defaults(queue, type)));
    BulkEnqueue.Outcome outcome;
    try (BufferedReader lines = open(source)) {
      outcome = bulk.run(lines, output::note);
    } catch (UncheckedIOException unreadable) {
      throw new CommandFailure(ExitCode.FAILED, source + ": " + unreadable.getMessage());
    }
    if (rejects != null && !outcome.rejectedLines().isEmpty()) {
      Files.write(rejects, outcome.rejectedLines(), StandardCharsets.UTF_8);
    }
    output.result(outcome::json, outcome::text);
    if (!outcome.rejectedLines().isEmpty() && rejects == null) {
      output.note("refused lines were not kept; give --rejects FILE to get them back");
    }
    if (outcome.unreachable()) {
      return ExitCode.UNREACHABLE;
    }
    return outcome.rejectedLines().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static BufferedReader open(Path source) throws IOException {
    if (source.toString().equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    if (!Files.isReadable(source)) {
      throw new CommandFailure(ExitCode.USAGE, "--file " + source + ": no such readable file");
    }
    return Files.newBufferedReader(source, StandardCharsets.UTF_8);
  }

  private static ObjectNode json(EnqueuedJob job) {
    ObjectNode node = ProtoJson.MAPPER.createObjectNode();
    node.put("queue", job.queue()).put("jobId", job.id()).put("deduplicated", job.deduplicated());
    job.expectedWait().ifPresent(wait -> node.put("expectedWaitMs", wait.toMillis()));
    return node;
  }

  private static String text(EnqueuedJob job) {
    return job.id()
        + (job.deduplicated() ? " (was there already)" : "")
        + job.expectedWait()
            .map(wait -> ", expected to wait " + Durations.text(wait.toMillis()))
            .orElse("");
  }
}
