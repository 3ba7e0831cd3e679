package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.queue.time.Ticker;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation under way: step, show, wait as the rate demands, again. One step at a time. */
final class OperationRun {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRun.class);

  private static final int LARGEST_STEP = 100;
  private static final double STEP_SECONDS = 0.2;
  private static final long RETRY_MS = 1_000;
  private static final int MOST_RETRIES = 60;

  private final Operations.Step step;
  private final Ticker ticker;
  private final InstantSource clock;
  private final Function<Operation, CompletionStage<Boolean>> isCancelled;
  private final Function<Operation, CompletionStage<Void>> show;
  private final int limit;

  private volatile Operation operation;
  private volatile boolean cancelled;
  private int failuresInARow;

  OperationRun(
      Operation begun,
      Operations.Step step,
      Ticker ticker,
      InstantSource clock,
      Function<Operation, CompletionStage<Boolean>> isCancelled,
      Function<Operation, CompletionStage<Void>> show) {
    this.operation = begun;
    this.step = step;
    this.ticker = ticker;
    this.clock = clock;
    this.isCancelled = isCancelled;
    this.show = show;
    this.limit = (int) Math.max(1, Math.min(LARGEST_STEP, begun.getJobsPerSecond() * STEP_SECONDS));
  }

  Operation operation() {
    return operation;
  }

  void start() {
    show.apply(operation).whenComplete((shown, problem) -> plan(0));
  }

  void cancel() {
    cancelled = true;
  }

  /** Ends at once with an error. */
  void abandon(String why) {
    if (operation.getState() == Operation.State.STATE_RUNNING) {
      end(Operation.State.STATE_FAILED, why);
    }
  }

  private void plan(long delayMs) {
    var unused = ticker.after(delayMs, this::turn);
  }

  private void turn() {
    if (operation.getState() != Operation.State.STATE_RUNNING) {
      return;
    }
    isCancelled
        .apply(operation)
        .whenComplete(
            (asked, problem) -> {
              if (asked == null) {
                failed(problem);
              } else if (asked || cancelled) {
                end(Operation.State.STATE_CANCELLED, "");
              } else {
                step();
              }
            });
  }

  private void step() {
    step.run(operation.getCursor(), limit)
        .whenComplete(
            (done, problem) -> {
              if (done == null) {
                failed(problem);
              } else {
                stepped(done);
              }
            });
  }

  private void stepped(Operations.Step.Done done) {
    failuresInARow = 0;
    if (operation.getState() != Operation.State.STATE_RUNNING) {
      return;
    }
    operation =
        operation.toBuilder()
            .setCursor(done.nextCursor())
            .setDone(operation.getDone() + done.moved())
            .setSkipped(operation.getSkipped() + done.skipped())
            .build();
    if (done.nextCursor().isEmpty()) {
      end(Operation.State.STATE_DONE, "");
      return;
    }
    int looked = Math.max(1, done.moved() + done.skipped());
    long pauseMs = (long) (1_000 * looked / operation.getJobsPerSecond());
    show.apply(operation).whenComplete((shown, problem) -> plan(Math.min(pauseMs, 60_000)));
  }

  private void failed(@Nullable Throwable problem) {
    Problem seen = Problems.of(problem);
    failuresInARow++;
    if (failuresInARow > MOST_RETRIES) {
      end(Operation.State.STATE_FAILED, seen.message());
    } else {
      plan(RETRY_MS);
    }
  }

  private void end(Operation.State state, String error) {
    operation =
        operation.toBuilder().setState(state).setError(error).setEndedAtMs(clock.millis()).build();
    show.apply(operation)
        .whenComplete(
            (shown, problem) -> {
              if (problem != null) {
                LOG.warn(
                    "operation {} ended as {}, but could not be shown",
                    operation.getOperationId(),
                    state);
              }
            });
  }
}
