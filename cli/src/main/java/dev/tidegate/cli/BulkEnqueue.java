package dev.tidegate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidegate.client.EnqueueResult;
import dev.tidegate.client.JobSpec;
import dev.tidegate.client.Producer;
import dev.tidegate.client.TidegateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads jobs line by line and hands them in, many calls under way, and forgets no bad line. */
final class BulkEnqueue {
  private static final int JOBS_PER_CALL = 64;
  private static final int CALLS_UNDER_WAY = 16;
  private static final int MOST_COMPLAINTS = 20;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Producer producer;
  private final JobLine parser;
  private final Deque<Chunk> underWay = new ArrayDeque<>();
  private final List<String> rejected = new ArrayList<>();
  private long accepted;
  private long deduplicated;
  private int complaints;
  private boolean unreachable;
  private long lastProgress = System.nanoTime();

  private record Line(int number, String text, JobSpec job) {}

  private record Chunk(List<Line> lines, CompletableFuture<List<EnqueueResult>> results) {}

  /**
   * What became of the lines.
   *
   * @param accepted jobs in the queue now
   * @param deduplicated of those, jobs that were there already
   * @param rejectedLines verbatim
   * @param unreachable the server stopped answering; the lines after that were not sent
   */
  record Outcome(
      long accepted, long deduplicated, List<String> rejectedLines, boolean unreachable) {
    ObjectNode json() {
      return ProtoJson.MAPPER
          .createObjectNode()
          .put("accepted", accepted)
          .put("deduplicated", deduplicated)
          .put("refused", rejectedLines.size());
    }

    String text() {
      return accepted
          + " jobs enqueued"
          + (deduplicated > 0 ? " (" + deduplicated + " were there already)" : "")
          + (rejectedLines.isEmpty() ? "" : ", " + rejectedLines.size() + " refused");
    }
  }

  BulkEnqueue(Producer producer, JobLine parser) {
    this.producer = producer;
    this.parser = parser;
  }

  Outcome run(BufferedReader lines, Consumer<String> note) {
    List<Line> chunk = new ArrayList<>();
    int number = 0;
    try {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        number++;
        if (text.isBlank()) {
          continue;
        }
        if (unreachable) {
          reject(number, text, "not sent: the server cannot be reached", note);
          continue;
        }
        try {
          chunk.add(new Line(number, text, parser.parse(text, Instant.now())));
        } catch (RuntimeException wrong) {
          reject(number, text, String.valueOf(wrong.getMessage()), note);
        }
        if (chunk.size() == JOBS_PER_CALL) {
          send(chunk, note);
          chunk = new ArrayList<>();
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    if (!chunk.isEmpty()) {
      send(chunk, note);
    }
    while (!underWay.isEmpty()) {
      collect(underWay.removeFirst(), note);
    }
    return new Outcome(accepted, deduplicated, List.copyOf(rejected), unreachable);
  }

  private void send(List<Line> chunk, Consumer<String> note) {
    if (underWay.size() == CALLS_UNDER_WAY) {
      collect(underWay.removeFirst(), note);
    }
    underWay.addLast(new Chunk(chunk, producer.enqueueAll(chunk.stream().map(Line::job).toList())));
    if (System.nanoTime() - lastProgress > PROGRESS_NANOS) {
      lastProgress = System.nanoTime();
      note.accept("  " + accepted + " jobs enqueued so far");
    }
  }

  private void collect(Chunk chunk, Consumer<String> note) {
    List<EnqueueResult> results = chunk.results().join();
    // A long file is not worth one deadline per call: what is left is handed back unsent.
    unreachable |= results.stream().allMatch(BulkEnqueue::isUnavailable);
    for (int i = 0; i < results.size(); i++) {
      Line line = chunk.lines().get(i);
      if (results.get(i) instanceof EnqueueResult.Accepted job) {
        accepted++;
        deduplicated += job.job().deduplicated() ? 1 : 0;
      } else if (results.get(i) instanceof EnqueueResult.Failed failed) {
        reject(line.number(), line.text(), String.valueOf(failed.error().getMessage()), note);
      }
    }
  }

  private static boolean isUnavailable(EnqueueResult result) {
    return result instanceof EnqueueResult.Failed failed
        && failed.error().kind() == TidegateException.Kind.UNAVAILABLE;
  }

  private void reject(int number, String text, String why, Consumer<String> note) {
    rejected.add(text);
    complaints++;
    if (complaints <= MOST_COMPLAINTS) {
      note.accept("line " + number + ": " + why);
    } else if (complaints == MOST_COMPLAINTS + 1) {
      note.accept("further refused lines are counted, not shown");
    }
  }
}
