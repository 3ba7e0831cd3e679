package dev.tidegate.queue.app;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures how long each callback of a call holds an event loop: the time it computes, waits or is
 * blocked. Time in which the machine gave the processor to somebody else is not the callback's, and
 * is left out; that is what makes the figure fit for a busy machine.
 */
final class LoopWatch implements ServerInterceptor {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long limitMs;
  final Queue<String> offences = new ConcurrentLinkedQueue<>();
  final AtomicInteger watched = new AtomicInteger();

  LoopWatch(long limitMs) {
    this.limitMs = limitMs;
    THREADS.setThreadContentionMonitoringEnabled(true);
  }

  void reset() {
    offences.clear();
    watched.set(0);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        watch(method + " message", () -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        watch(method + " half-close", super::onHalfClose);
      }

      @Override
      public void onReady() {
        watch(method + " ready", super::onReady);
      }

      @Override
      public void onCancel() {
        watch(method + " cancel", super::onCancel);
      }
    };
  }

  private void watch(String what, Runnable task) {
    if (!Thread.currentThread().getName().startsWith("tidegate-io")) {
      task.run();
      return;
    }
    watched.incrementAndGet();
    long before = heldMs();
    task.run();
    long held = heldMs() - before;
    if (held > limitMs) {
      offences.add(what + " held its event loop for " + held + " ms");
    }
  }

  private static long heldMs() {
    ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
    return TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime())
        + info.getBlockedTime()
        + info.getWaitedTime();
  }
}
