package dev.tidegate.client.internal;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns a call with one answer into a future, which fails with what gRPC failed with. */
public final class Unary<T> implements StreamObserver<T> {
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private @Nullable T answer;

  public CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void onNext(T value) {
    answer = value;
  }

  @Override
  public void onError(Throwable error) {
    future.completeExceptionally(error);
  }

  @Override
  public void onCompleted() {
    if (answer == null) {
      future.completeExceptionally(
          Status.INTERNAL.withDescription("ended without an answer").asRuntimeException());
    } else {
      future.complete(answer);
    }
  }
}
