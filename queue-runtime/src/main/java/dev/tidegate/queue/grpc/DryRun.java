package dev.tidegate.queue.grpc;

import com.google.rpc.Code;
import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.Reason;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.EnqueueOutcome;
import dev.tidegate.queue.store.NewJob;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.QueueStats;
import dev.tidegate.queue.store.QueueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** What an enqueue would be answered, from reads alone. */
final class DryRun {
  private final QueueStore store;

  DryRun(QueueStore store) {
    this.store = store;
  }

  CompletionStage<EnqueueResponse> run(ProducerEndpoint.Sorted sorted) {
    List<CompletionStage<Boolean>> parts = new ArrayList<>();
    sorted.parts().forEach((queue, part) -> parts.add(judge(queue, part, sorted.results())));
    return Stages.all(parts)
        .thenApply(done -> EnqueueResponse.newBuilder().addAllResults(sorted.results()).build());
  }

  private CompletionStage<Boolean> judge(
      QueueName queue, ProducerEndpoint.Part part, List<EnqueueResult> results) {
    List<CompletionStage<Boolean>> known = new ArrayList<>();
    for (NewJob job : part.jobs()) {
      known.add(store.find(queue, job.id()).thenApply(found -> found.isPresent()));
    }
    return store
        .settings(queue)
        .thenCombine(store.stats(queue), Limits::new)
        .thenCombine(
            Stages.all(known),
            (limits, isKnown) -> {
              int added = 0;
              for (int i = 0; i < isKnown.size(); i++) {
                if (!isKnown.get(i)) {
                  added++;
                }
                results.set(
                    part.places().get(i), limits.judge(part.jobs().get(i), isKnown.get(i), added));
              }
              return true;
            });
  }

  private record Limits(QueueSettings settings, QueueStats stats) {
    EnqueueResult judge(NewJob job, boolean isKnown, int added) {
      if (!isKnown && settings.pausedIn().orElse(false)) {
        return refused(
            Problem.of(
                Code.FAILED_PRECONDITION,
                Reason.REASON_QUEUE_PAUSED,
                "the queue accepts no jobs just now"));
      }
      long most = settings.maxLength().orElse(0);
      long length = stats.ready() + stats.scheduled() + stats.delivered() + stats.running() + added;
      if (!isKnown && most > 0 && length > most) {
        return refused(
            Problem.of(
                Code.RESOURCE_EXHAUSTED, Reason.REASON_QUEUE_FULL, "the queue is at max_length"));
      }
      return ProducerEndpoint.accepted(
          new EnqueueOutcome.Accepted(job.id(), isKnown, OptionalLong.empty()));
    }

    private static EnqueueResult refused(Problem problem) {
      Problem waiting = problem.retryAfter(OptionalLong.of(1_000));
      return EnqueueResult.newBuilder().setError(waiting.toProto()).build();
    }
  }
}
