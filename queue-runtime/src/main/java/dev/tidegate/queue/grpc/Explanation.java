package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.ExplainResponse;
import dev.tidegate.proto.queue.v1.ExplainResponse.Cause;
import dev.tidegate.proto.queue.v1.Session;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.QueueStats;
import dev.tidegate.queue.store.QueueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Why a job is not running, most decisive cause first. */
final class Explanation {
  private final QueueStore store;
  private final SessionDirectory sessions;

  Explanation(QueueStore store, SessionDirectory sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  CompletionStage<ExplainResponse> of(QueueName queue, JobId id) {
    return store
        .find(queue, id)
        .thenApply(found -> found.orElseThrow(() -> new Refused(Problems.JOB_NOT_FOUND)))
        .thenCompose(
            job ->
                store
                    .stats(queue)
                    .thenCombine(
                        sessions.all(), (stats, living) -> answer(queue, job, stats, living)));
  }

  private static ExplainResponse answer(
      QueueName queue, JobRecord job, QueueStats stats, List<Session> living) {
    return ExplainResponse.newBuilder()
        .setJob(JobMapping.view(queue, job, false))
        .addAllCauses(causes(job, stats, living))
        .build();
  }

  static List<Cause> causes(JobRecord job, QueueStats stats, List<Session> living) {
    List<Cause> causes = new ArrayList<>();
    switch (job.state()) {
      case SCHEDULED -> causes.add(scheduled(job));
      case READY -> {}
      case DELIVERED ->
          causes.add(
              cause("DELIVERED", "handed to a worker that has not confirmed it", job.dueAtMs()));
      case RUNNING ->
          causes.add(cause("RUNNING", "a worker holds it under its lease", job.dueAtMs()));
      case DONE -> causes.add(cause("DONE", "it is finished", job.dueAtMs()));
      case DEAD ->
          causes.add(
              cause("DEAD", "given up: " + job.deadReason().orElse("unknown"), job.dueAtMs()));
      case CANCELLED -> causes.add(cause("CANCELLED", "it was cancelled", job.dueAtMs()));
      case EXPIRED ->
          causes.add(cause("EXPIRED", "its time was over before it started", job.dueAtMs()));
    }
    boolean waits = job.state() == JobState.READY || job.state() == JobState.SCHEDULED;
    if (waits) {
      causes.addAll(waiting(job, stats, living));
    }
    return causes;
  }

  private static Cause scheduled(JobRecord job) {
    return job.attempts() > 0
        ? cause(
            "BACKOFF", "attempt " + job.attempts() + " failed; it waits to retry", job.dueAtMs())
        : cause("SCHEDULED", "its time has not come", job.dueAtMs());
  }

  private static List<Cause> waiting(JobRecord job, QueueStats stats, List<Session> living) {
    List<Cause> causes = new ArrayList<>();
    String queue = stats.queue().value();
    if (stats.pausedOut()) {
      causes.add(cause("PAUSED", "the queue hands out nothing just now", OptionalLong.empty()));
    }
    if (living.stream().noneMatch(session -> session.getQueuesList().contains(queue))) {
      causes.add(
          cause("NO_WORKER", "no living worker takes from this queue", OptionalLong.empty()));
    }
    if (job.state() == JobState.READY) {
      causes.add(
          cause(
              "QUEUED_BEHIND",
              stats.ready() + " jobs are ready, " + stats.readyWorkMs() + " ms of work in all",
              OptionalLong.empty()));
    }
    return causes;
  }

  private static Cause cause(String code, String text, OptionalLong untilMs) {
    Cause.Builder cause = Cause.newBuilder().setCode(code).setText(text);
    untilMs.ifPresent(cause::setUntilMs);
    return cause.build();
  }
}
