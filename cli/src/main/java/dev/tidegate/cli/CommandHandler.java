package dev.tidegate.cli;

import dev.tidegate.client.JobContext;
import dev.tidegate.client.JobHandler;
import dev.tidegate.client.JobResult;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one command per job: payload on standard input, facts in the environment, the exit code
 * settles.
 *
 * <p>0 done; 75 (the {@code EX_TEMPFAIL} of sysexits.h) given back, to be tried later without
 * charge; 100 failed for good; anything else a failed attempt. The end of standard error becomes
 * the failure's message.
 */
final class CommandHandler implements JobHandler {
  static final int GIVE_BACK = 75;
  static final int FAILED_FOR_GOOD = 100;

  private static final Duration GIVE_BACK_DELAY = Duration.ofSeconds(5);
  private static final long TIME_TO_TERMINATE_SECONDS = 5;
  private static final int LAST_WORDS_BYTES = 1_024;

  private final List<String> command;

  CommandHandler(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public JobResult handle(JobContext job) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("tidegate-job-", ".err");
    try {
      Process process = start(job, errors);
      try {
        feed(process, job.body());
        return result(process.waitFor(), errors);
      } finally {
        stop(process);
      }
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private Process start(JobContext job, Path errors) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(Redirect.INHERIT).redirectError(errors.toFile());
    builder.environment().put("TIDEGATE_JOB_ID", job.id());
    builder.environment().put("TIDEGATE_QUEUE", job.queue());
    builder.environment().put("TIDEGATE_TYPE", job.type());
    builder.environment().put("TIDEGATE_ATTEMPT", Integer.toString(job.attempt()));
    builder.environment().put("TIDEGATE_FENCE", Long.toString(job.fence()));
    builder.environment().put("TRACEPARENT", job.traceparent());
    return builder.start();
  }

  private static void feed(Process process, byte[] body) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(body);
    } catch (IOException notRead) {
      // A command need not read its input; its exit code tells.
      return;
    }
  }

  private static JobResult result(int exitCode, Path errors) throws IOException {
    return switch (exitCode) {
      case 0 -> JobResult.ack();
      case GIVE_BACK -> JobResult.release(GIVE_BACK_DELAY, "exit code " + GIVE_BACK);
      case FAILED_FOR_GOOD -> JobResult.failForGood("exit code 100", lastWords(errors));
      default -> JobResult.fail("exit code " + exitCode, lastWords(errors));
    };
  }

  /** The command may have written gigabytes: only the end is read. */
  private static String lastWords(Path errors) throws IOException {
    try (FileChannel channel = FileChannel.open(errors, StandardOpenOption.READ)) {
      long from = Math.max(0, channel.size() - LAST_WORDS_BYTES);
      ByteBuffer words = ByteBuffer.allocate((int) (channel.size() - from));
      int read = channel.read(words, from);
      while (words.hasRemaining() && read > 0) {
        read = channel.read(words, from + words.position());
      }
      return new String(words.array(), 0, words.position(), StandardCharsets.UTF_8).strip();
    }
  }

  /** Cancelled, lost or timed out: ask first, then insist, and leave no process behind. */
  private static void stop(Process process) {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(TIME_TO_TERMINATE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException inAHurry) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
