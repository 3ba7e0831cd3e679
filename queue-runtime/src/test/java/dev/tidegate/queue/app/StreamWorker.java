package dev.tidegate.queue.app;

import dev.tidegate.proto.queue.v1.Credit;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Failure;
import dev.tidegate.proto.queue.v1.Goodbye;
import dev.tidegate.proto.queue.v1.Heartbeat;
import dev.tidegate.proto.queue.v1.Held;
import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.Started;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/** A worker stream driven by hand: every message is sent and awaited by the test. */
final class StreamWorker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LinkedBlockingQueue<ServerMessage> inbox = new LinkedBlockingQueue<>();
  private final List<ServerMessage> seen = new ArrayList<>();
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
  private final ClientCallStreamObserver<WorkerMessage> out;
  private long seq;

  private StreamWorker(Channel channel, boolean reads) {
    Receiver receiver = new Receiver(reads);
    this.out =
        (ClientCallStreamObserver<WorkerMessage>) WorkerServiceGrpc.newStub(channel).work(receiver);
  }

  /** Opens a stream and says hello. */
  static StreamWorker open(Channel channel, String session) {
    return open(channel, hello(session));
  }

  static StreamWorker open(Channel channel, Hello.Builder hello) {
    StreamWorker worker = new StreamWorker(channel, true);
    worker.send(WorkerMessage.newBuilder().setHello(hello));
    worker.await(ServerMessage::hasWelcome);
    return worker;
  }

  /** A stream on which nothing was said. */
  static StreamWorker mute(Channel channel) {
    return new StreamWorker(channel, true);
  }

  /** A stream whose client does not read until {@link #read}. */
  static StreamWorker openUnread(Channel channel, String session) {
    StreamWorker worker = new StreamWorker(channel, false);
    worker.send(WorkerMessage.newBuilder().setHello(hello(session)));
    return worker;
  }

  static Hello.Builder hello(String session) {
    return Hello.newBuilder()
        .setSessionId(session)
        .setInstance("test")
        .setProtocol(1)
        .setSlots(4)
        .setCanResume(true);
  }

  private final class Receiver implements ClientResponseObserver<WorkerMessage, ServerMessage> {
    private final boolean reads;

    Receiver(boolean reads) {
      this.reads = reads;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerMessage> stream) {
      if (!reads) {
        stream.disableAutoRequestWithInitial(0);
      }
    }

    @Override
    public void onNext(ServerMessage message) {
      inbox.add(message);
    }

    @Override
    public void onError(Throwable problem) {
      ended.complete(problem);
    }

    @Override
    public void onCompleted() {
      ended.complete(null);
    }
  }

  void read(int messages) {
    out.request(messages);
  }

  void send(WorkerMessage.Builder message) {
    synchronized (out) {
      out.onNext(message.build());
    }
  }

  void credit(String queue, long cumulative) {
    send(
        WorkerMessage.newBuilder()
            .setCredit(Credit.newBuilder().setQueue(queue).setCumulative(cumulative)));
  }

  void started(Delivery delivery) {
    send(WorkerMessage.newBuilder().setStarted(Started.newBuilder().addHeld(held(delivery))));
  }

  void heartbeat(Delivery... deliveries) {
    Heartbeat.Builder beat = Heartbeat.newBuilder();
    for (Delivery delivery : deliveries) {
      beat.addHeld(held(delivery));
    }
    send(WorkerMessage.newBuilder().setHeartbeat(beat));
  }

  SettleResult ack(Delivery delivery) {
    return settle(delivery, s -> s.setAck(Settlement.Ack.getDefaultInstance()));
  }

  SettleResult fail(Delivery delivery, boolean permanent) {
    return settle(
        delivery, s -> s.setFail(Failure.newBuilder().setKind("Boom").setPermanent(permanent)));
  }

  SettleResult settle(Delivery delivery, Function<Settlement.Builder, Settlement.Builder> action) {
    long mine = ++seq;
    Settlement.Builder settlement =
        Settlement.newBuilder()
            .setSeq(mine)
            .setQueue(delivery.getQueue())
            .setJobId(delivery.getJobId())
            .setToken(delivery.getToken());
    send(WorkerMessage.newBuilder().setSettle(action.apply(settlement)));
    return await(m -> m.hasSettleResult() && m.getSettleResult().getSeq() == mine)
        .getSettleResult();
  }

  void goodbye() {
    send(WorkerMessage.newBuilder().setGoodbye(Goodbye.newBuilder().setReason("test")));
  }

  void halfClose() {
    out.onCompleted();
  }

  void cancel() {
    out.cancel("the test leaves", null);
  }

  static Held held(Delivery delivery) {
    return Held.newBuilder()
        .setQueue(delivery.getQueue())
        .setJobId(delivery.getJobId())
        .setToken(delivery.getToken())
        .build();
  }

  /** The next message that matches; others stay for later. */
  ServerMessage await(Predicate<ServerMessage> which) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (int i = 0; i < seen.size(); i++) {
        if (which.test(seen.get(i))) {
          return seen.remove(i);
        }
      }
      try {
        ServerMessage next = inbox.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return Assertions.fail("nothing came; seen: %s; ended: %s", seen, ended);
        }
        seen.add(next);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  Delivery awaitDelivery() {
    return awaitDeliveries(1).get(0);
  }

  /** Exactly so many, over as many messages as it takes. */
  List<Delivery> awaitDeliveries(int count) {
    List<Delivery> all = new ArrayList<>();
    while (all.size() < count) {
      all.addAll(await(ServerMessage::hasDeliver).getDeliver().getDeliveriesList());
    }
    Assertions.assertThat(all).hasSize(count);
    return all;
  }

  /** Messages received and not yet looked at. */
  List<ServerMessage> unread() {
    List<ServerMessage> all = new ArrayList<>(seen);
    all.addAll(inbox);
    return all;
  }

  /** Why the stream ended; null = properly. */
  Throwable awaitEnd() {
    try {
      return ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the stream did not end", e);
    }
  }

  boolean isEnded() {
    return ended.isDone();
  }

  @Override
  public void close() {
    if (!ended.isDone()) {
      cancel();
    }
  }
}
