package dev.tidegate.cli;

import dev.tidegate.controller.app.RequestDesk;
import dev.tidegate.controller.model.RequestStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Follows a request to the controller until it is done, a deadline passes, or nobody takes it. */
final class RequestWatch {
  private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final RequestDesk desk;
  private final Output output;

  RequestWatch(RequestDesk desk, Output output) {
    this.desk = desk;
    this.output = output;
  }

  /** Answers the exit code, having printed how it ended. */
  int follow(String kind, String id, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    long repeatAt = 0;
    String last = "";
    Optional<RequestStatus> status = desk.status(kind, id);
    while (!status.map(RequestStatus::done).orElse(false)) {
      if (System.nanoTime() >= deadline) {
        output.note(
            "tidegate: "
                + kind
                + " "
                + id
                + " is not done after "
                + Durations.text(within.toMillis())
                + "; run the same command with --id "
                + id
                + " to go on watching");
        return ExitCode.DEADLINE;
      }
      String now =
          status.map(s -> s.step() + ": " + s.message()).orElse("waits for the controller");
      if (!now.equals(last) || System.nanoTime() >= repeatAt) {
        output.note("  " + now);
        last = now;
        repeatAt = System.nanoTime() + REPEAT_NANOS;
      }
      LockSupport.parkNanos(POLL_NANOS);
      status = desk.status(kind, id);
    }
    RequestStatus end = status.get();
    output.result(
        () -> ProtoJson.MAPPER.valueToTree(Summary.of(end)),
        () -> kind + " " + id + ": " + end.step() + ", " + end.message());
    return end.succeeded() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** The status as scripts get it. */
  record Summary(
      String kind, String id, String pool, String step, boolean succeeded, String message) {
    static Summary of(RequestStatus status) {
      return new Summary(
          status.kind(),
          status.id(),
          status.pool(),
          status.step(),
          status.succeeded(),
          status.message());
    }
  }
}
