package dev.tidegate.queue.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Moves a service off the network's threads onto a small pool. For services where a call may be
 * costly and nobody counts microseconds; a full pool answers OVERLOADED.
 */
public final class OffLoop implements ServerInterceptor {
  private final Executor pool;

  public OffLoop(Executor pool) {
    this.pool = pool;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> inner = next.startCall(call, headers);
    InOrder inOrder = new InOrder(pool, () -> call.close(overloaded(), new Metadata()));
    return new SimpleForwardingServerCallListener<>(inner) {
      @Override
      public void onMessage(Q message) {
        inOrder.run(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        inOrder.run(super::onHalfClose);
      }

      @Override
      public void onCancel() {
        inOrder.run(super::onCancel);
      }

      @Override
      public void onComplete() {
        inOrder.run(super::onComplete);
      }

      @Override
      public void onReady() {
        inOrder.run(super::onReady);
      }
    };
  }

  private static io.grpc.Status overloaded() {
    return Problems.BUSY.toException().getStatus();
  }

  /** One call's events, one after the other, on some thread of the pool. */
  private static final class InOrder {
    private final Executor pool;
    private final Runnable onRejected;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean rejected;

    InOrder(Executor pool, Runnable onRejected) {
      this.pool = pool;
      this.onRejected = onRejected;
    }

    void run(Runnable event) {
      synchronized (this) {
        if (rejected) {
          return;
        }
        waiting.add(event);
        if (running) {
          return;
        }
        running = true;
      }
      try {
        pool.execute(this::drain);
      } catch (RejectedExecutionException full) {
        synchronized (this) {
          rejected = true;
          waiting.clear();
        }
        onRejected.run();
      }
    }

    private void drain() {
      while (true) {
        Runnable next;
        synchronized (this) {
          next = waiting.poll();
          if (next == null) {
            running = false;
            return;
          }
        }
        next.run();
      }
    }
  }
}
