package dev.tidegate.queue.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers unary calls from what the store will say, on the thread that says it. */
final class Replies {
  private Replies() {}

  /** Runs the call; whatever goes wrong in it or later becomes an error of the contract. */
  static <T> void to(StreamObserver<T> caller, Supplier<CompletionStage<T>> call) {
    tolerateLeaving(caller);
    CompletionStage<T> answer;
    try {
      answer = call.get();
    } catch (RuntimeException problem) {
      caller.onError(Problems.of(problem).toException());
      return;
    }
    answer.whenComplete((value, problem) -> answer(caller, value, problem));
  }

  /** Without a handler, an answer to a caller who left would be thrown back at the store. */
  static void tolerateLeaving(StreamObserver<?> caller) {
    if (caller instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(Replies::nothingToDo);
    }
  }

  private static void nothingToDo() {}

  private static <T> void answer(
      StreamObserver<T> caller, @Nullable T value, @Nullable Throwable problem) {
    if (value == null) {
      caller.onError(Problems.of(problem).toException());
    } else {
      caller.onNext(value);
      caller.onCompleted();
    }
  }
}
