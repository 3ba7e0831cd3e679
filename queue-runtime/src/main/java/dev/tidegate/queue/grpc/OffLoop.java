package dev.tidegate.queue.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a service off the network's threads onto a small pool. For services where a call may be
 * costly and nobody counts microseconds; a full pool answers OVERLOADED.
 */
public final class OffLoop implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(OffLoop.class);

  private final Executor pool;

  public OffLoop(Executor pool) {
    this.pool = pool;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> inner = next.startCall(call, headers);
    InOrder inOrder = new InOrder(pool, problem -> end(call, problem));
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

  /** Off the network's threads nobody else ends a call whose handler failed. */
  private static void end(ServerCall<?, ?> call, Problem problem) {
    StatusRuntimeException status = problem.toException();
    Metadata trailers = status.getTrailers();
    try {
      call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException closedAlready) {
      LOG.debug("the call had ended already", closedAlready);
    }
  }

  /** One call's events, one after the other, on some thread of the pool. */
  private static final class InOrder {
    private final Executor pool;
    private final Consumer<Problem> end;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean over;

    InOrder(Executor pool, Consumer<Problem> end) {
      this.pool = pool;
      this.end = end;
    }

    void run(Runnable event) {
      synchronized (this) {
        if (over) {
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
        giveUp(Problems.BUSY);
      }
    }

    private void giveUp(Problem problem) {
      synchronized (this) {
        over = true;
        waiting.clear();
      }
      end.accept(problem);
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
        try {
          next.run();
        } catch (RuntimeException defect) {
          giveUp(Problems.of(defect));
        }
      }
    }
  }
}
