package dev.tidegate.queue.app;

import dev.tidegate.proto.queue.v1.Credit;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.Started;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A worker that does every job at once: notes its id, says started and acknowledges, again and
 * again until the acknowledgement is answered. It never opens a second stream.
 */
final class AutoWorker implements StreamObserver<ServerMessage> {
  private static final int SLOTS = 16;

  final Set<String> handled = ConcurrentHashMap.newKeySet();
  final AtomicReference<String> ended = new AtomicReference<>();
  private final Map<Long, Settlement> unanswered = new ConcurrentHashMap<>();
  private final StreamObserver<WorkerMessage> out;
  private final String queue;
  private long delivered;
  private long seq;

  AutoWorker(Channel channel, String session, String queue) {
    this.queue = queue;
    this.out = WorkerServiceGrpc.newStub(channel).work(this);
    send(WorkerMessage.newBuilder().setHello(StreamWorker.hello(session)));
    credit();
  }

  @Override
  public synchronized void onNext(ServerMessage message) {
    if (message.hasDeliver()) {
      message.getDeliver().getDeliveriesList().forEach(this::work);
      credit();
    } else if (message.hasSettleResult()) {
      answered(message.getSettleResult());
    }
  }

  private void work(Delivery delivery) {
    delivered++;
    handled.add(delivery.getJobId());
    send(
        WorkerMessage.newBuilder()
            .setStarted(Started.newBuilder().addHeld(StreamWorker.held(delivery))));
    Settlement ack =
        Settlement.newBuilder()
            .setSeq(++seq)
            .setQueue(delivery.getQueue())
            .setJobId(delivery.getJobId())
            .setToken(delivery.getToken())
            .setAck(Settlement.Ack.getDefaultInstance())
            .build();
    unanswered.put(ack.getSeq(), ack);
    send(WorkerMessage.newBuilder().setSettle(ack));
  }

  /** Only an outage is worth another try; whatever else is said is final. */
  private void answered(SettleResult result) {
    boolean away =
        result.hasStatus() && Calls.reason(result.getStatus()).equals("STORE_UNAVAILABLE");
    if (away) {
      Settlement again = unanswered.get(result.getSeq());
      send(WorkerMessage.newBuilder().setSettle(again));
    } else {
      unanswered.remove(result.getSeq());
    }
  }

  private void credit() {
    send(
        WorkerMessage.newBuilder()
            .setCredit(Credit.newBuilder().setQueue(queue).setCumulative(delivered + SLOTS)));
  }

  private synchronized void send(WorkerMessage.Builder message) {
    out.onNext(message.build());
  }

  int unanswered() {
    return unanswered.size();
  }

  @Override
  public void onError(Throwable problem) {
    ended.set(problem.toString());
  }

  @Override
  public void onCompleted() {
    ended.set("completed");
  }
}
