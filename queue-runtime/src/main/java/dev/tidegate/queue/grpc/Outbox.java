package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.ServerMessage;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * The one writer of a stream. Deliveries are held back by their sender while the peer is not ready;
 * answers are not, so they are counted, and whoever reads the peer's messages stops at the limit.
 */
final class Outbox {
  private static final int ANSWERS_WHILE_NOT_READY = 1_024;

  private final ServerCallStreamObserver<ServerMessage> out;
  private int waitingAnswers;
  private boolean closed;

  Outbox(ServerCallStreamObserver<ServerMessage> out) {
    this.out = out;
  }

  void send(ServerMessage message) {
    if (closed) {
      return;
    }
    if (!out.isReady()) {
      waitingAnswers++;
    }
    out.onNext(message);
  }

  /** Any thread. */
  boolean isReady() {
    return out.isReady();
  }

  /** The transport took what was waiting. */
  void drained() {
    waitingAnswers = 0;
  }

  boolean isFull() {
    return waitingAnswers >= ANSWERS_WHILE_NOT_READY;
  }

  void complete() {
    if (!closed) {
      closed = true;
      out.onCompleted();
    }
  }

  void fail(Problem problem) {
    if (!closed) {
      closed = true;
      out.onError(problem.toException());
    }
  }

  /** The call is over: nothing can be sent any more. */
  void gone() {
    closed = true;
  }
}
