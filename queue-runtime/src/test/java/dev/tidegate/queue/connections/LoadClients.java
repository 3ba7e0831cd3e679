package dev.tidegate.queue.connections;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many channels, each with a few calls in flight at every moment, and a count of what failed. */
final class LoadClients implements AutoCloseable {
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicLong succeeded = new AtomicLong();
  private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> answersBy = new ConcurrentHashMap<>();
  private final Phaser inFlight = new Phaser(1);
  private volatile boolean stopped;

  LoadClients(int count, int callsEach, int port, boolean tls, Clients.Retry retry) {
    for (int i = 0; i < count; i++) {
      ManagedChannel channel = Clients.channel(port, tls, retry);
      channels.add(channel);
      for (int j = 0; j < callsEach; j++) {
        inFlight.register();
        call(channel);
      }
    }
  }

  long succeeded() {
    return succeeded.get();
  }

  long failed() {
    return failures.values().stream().mapToLong(AtomicLong::get).sum();
  }

  Map<String, AtomicLong> failures() {
    return failures;
  }

  long answersBy(String server) {
    AtomicLong count = answersBy.get(server);
    return count == null ? 0 : count.get();
  }

  /** Lets the calls in flight end; no new ones begin. */
  LoadClients stop() throws Exception {
    stopped = true;
    int phase = inFlight.arriveAndDeregister();
    inFlight.awaitAdvanceInterruptibly(phase, 30, TimeUnit.SECONDS);
    return this;
  }

  @Override
  public void close() {
    stopped = true;
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private void call(ManagedChannel channel) {
    ClientCalls.asyncUnaryCall(
        channel.newCall(
            EchoService.ECHO, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS)),
        "hello",
        new StreamObserver<>() {
          @Override
          public void onNext(String server) {
            count(answersBy, server);
          }

          @Override
          public void onError(Throwable cause) {
            Status status = Status.fromThrowable(cause);
            if (!stopped || status.getCode() != Status.Code.CANCELLED) {
              count(failures, status.getCode() + ": " + status.getDescription());
            }
            again();
          }

          @Override
          public void onCompleted() {
            succeeded.incrementAndGet();
            again();
          }

          private void again() {
            if (stopped) {
              inFlight.arriveAndDeregister();
            } else {
              call(channel);
            }
          }
        });
  }

  private static void count(Map<String, AtomicLong> counts, String key) {
    counts.computeIfAbsent(key, ignored -> new AtomicLong()).incrementAndGet();
  }
}
