package dev.tidegate.queue.store;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.Priority;
import dev.tidegate.queue.model.SessionId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything the store knows of a job, for peek, dead letters and explain.
 *
 * @param dueAtMs when it becomes ready (SCHEDULED), its lease ends (DELIVERED, RUNNING), or it
 *     ended
 * @param lastFailure as handed in by {@link Settlement.Fail}
 * @param deadReason POISON, ATTEMPTS_EXHAUSTED, PERMANENT_FAILURE, NEVER_STARTED, TIMED_OUT; set on
 *     DEAD only
 */
public record JobRecord(
    JobId id,
    String type,
    JobState state,
    Payload payload,
    Priority priority,
    int attempts,
    int leaseLosses,
    long expectedDurationMs,
    long enqueuedAtMs,
    OptionalLong dueAtMs,
    Optional<Payload> lastFailure,
    Optional<String> deadReason,
    Optional<Payload> progress,
    Optional<Payload> result,
    Optional<SessionId> session) {}
