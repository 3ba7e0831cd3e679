package dev.tidegate.queue.redis;

import dev.tidegate.queue.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the promise that stages fail with {@link StoreException} itself, never a wrapped one. */
final class Failures {
  private Failures() {}

  /** The answer read by a function; what the function throws is a defect. */
  static <A, B> CompletableFuture<B> read(CompletableFuture<A> answer, Function<A, B> reading) {
    CompletableFuture<B> result = new CompletableFuture<>();
    CompletableFuture<B> unused =
        answer.thenApply(reading).whenComplete((value, e) -> pass(result, value, e));
    return result;
  }

  /** Done when the answer is there; what it says does not matter. */
  static CompletableFuture<Void> done(CompletableFuture<?> answer, Runnable then) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    CompletableFuture<?> unused =
        answer.whenComplete(
            (value, e) -> {
              if (e == null) {
                then.run();
                result.complete(null);
              } else {
                result.completeExceptionally(plain(e));
              }
            });
    return result;
  }

  /** Another future with the same end, unwrapped. */
  static <T> CompletableFuture<T> unwrapped(CompletableFuture<T> answer) {
    return read(answer, Function.identity());
  }

  private static <T> void pass(CompletableFuture<T> to, T value, @Nullable Throwable e) {
    if (e == null) {
      to.complete(value);
    } else {
      to.completeExceptionally(plain(e));
    }
  }

  private static StoreException plain(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    return cause instanceof StoreException known
        ? known
        : new StoreException(
            StoreException.Kind.DEFECT, "Redis answered something unexpected: " + cause, -1, cause);
  }
}
