package dev.tidegate.queue.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Joins answers that are awaited side by side. */
final class Stages {
  private Stages() {}

  /** All results in their order; fails if any fails. */
  static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
    CompletableFuture<?>[] futures =
        stages.stream()
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(futures)
        .thenApply(
            done -> {
              List<T> results = new ArrayList<>(stages.size());
              stages.forEach(stage -> results.add(stage.toCompletableFuture().join()));
              return results;
            });
  }
}
