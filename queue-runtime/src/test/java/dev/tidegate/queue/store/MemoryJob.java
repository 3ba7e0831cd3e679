package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.policy.DeadReason;
import java.util.Optional;
import java.util.OptionalLong;

/** One job of the memory model, plain fields. */
final class MemoryJob {
  final NewJob spec;
  final long accountedMs;
  final long enqueuedAtMs;
  long expiresAtMs;
  JobState state = JobState.READY;

  /** Ready since, due, delivered or started at, ended at: what the state asks for. */
  long atMs;

  int attempts;
  int leaseLosses;
  int deliveryLosses;
  boolean cancelRequested;
  long leaseEndMs;
  long fence;
  String token = "";
  Optional<SessionId> session = Optional.empty();
  Optional<Payload> failure = Optional.empty();
  Optional<Payload> progress = Optional.empty();
  Optional<Payload> result = Optional.empty();
  Optional<DeadReason> deadReason = Optional.empty();

  /** When a finished record is dropped. */
  long keepUntilMs;

  MemoryJob(NewJob spec, long accountedMs, long enqueuedAtMs) {
    this.spec = spec;
    this.accountedMs = accountedMs;
    this.enqueuedAtMs = enqueuedAtMs;
    this.expiresAtMs = spec.expiresAtMs().orElse(0);
  }

  JobId id() {
    return spec.id();
  }

  boolean inFlight() {
    return state == JobState.DELIVERED || state == JobState.RUNNING;
  }

  boolean queued() {
    return state == JobState.READY || state == JobState.SCHEDULED;
  }

  boolean expired(long nowMs) {
    return expiresAtMs > 0 && expiresAtMs <= nowMs;
  }

  JobRecord record() {
    OptionalLong due =
        switch (state) {
          case READY -> OptionalLong.empty();
          case DELIVERED, RUNNING -> OptionalLong.of(leaseEndMs);
          case SCHEDULED, DONE, DEAD, CANCELLED, EXPIRED -> OptionalLong.of(atMs);
        };
    return new JobRecord(
        spec.id(),
        spec.type(),
        state,
        spec.payload(),
        spec.priority(),
        attempts,
        leaseLosses,
        accountedMs,
        enqueuedAtMs,
        due,
        failure,
        deadReason.map(Enum::name),
        progress,
        result,
        inFlight() ? session : Optional.empty());
  }
}
