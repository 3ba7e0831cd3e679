package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.CreditNotice;
import dev.tidegate.proto.queue.v1.LeaseResponse;
import dev.tidegate.queue.delivery.Taker;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.LeaseOutcome;
import dev.tidegate.queue.store.LeaseRequest;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.StoreException;
import dev.tidegate.queue.time.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One Lease call: waits in its queue's line until there are jobs, its time is over, or its caller
 * left. Answered exactly once; jobs that come too late go back.
 */
final class LongPoll implements Taker {
  static final String DRAINING = "DRAINING";

  private final WorkDesk desk;
  private final LeaseRequest request;
  private final String ecsTaskArn;
  private final ServerCallStreamObserver<LeaseResponse> caller;
  private final BiConsumer<LongPoll, List<LeasedJob>> onAnswered;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile Ticker.Planned end = () -> {};
  private volatile boolean underWay;
  private volatile LeaseOutcome.@Nullable Blocked blocked;

  /**
   * @param onAnswered told what was handed out, before it is
   */
  LongPoll(
      WorkDesk desk,
      LeaseRequest request,
      String ecsTaskArn,
      ServerCallStreamObserver<LeaseResponse> caller,
      BiConsumer<LongPoll, List<LeasedJob>> onAnswered) {
    this.desk = desk;
    this.request = request;
    this.ecsTaskArn = ecsTaskArn;
    this.caller = caller;
    this.onAnswered = onAnswered;
  }

  /** Calls {@code end} off once the poll is answered. */
  void endAt(Ticker.Planned end) {
    this.end = end;
  }

  QueueName queue() {
    return request.queue();
  }

  boolean isUnderWay() {
    return underWay;
  }

  @Override
  public Optional<LeaseRequest> turn(int share) {
    underWay = true;
    if (desk.drains().forTask(ecsTaskArn).isPresent()) {
      drained();
    }
    if (answered.get()) {
      underWay = false;
      return Optional.empty();
    }
    int most = Math.min(share, request.maxJobs());
    return Optional.of(
        new LeaseRequest(
            request.queue(),
            request.session(),
            most,
            request.maxBytes(),
            request.startedOnDelivery(),
            request.types()));
  }

  @Override
  public void take(List<LeasedJob> jobs) {
    if (!answered.compareAndSet(false, true)) {
      underWay = false;
      giveBack(jobs);
      return;
    }
    end.cancel();
    onAnswered.accept(this, jobs);
    underWay = false;
    desk.meters().delivered.increment(jobs.size());
    try {
      LeaseResponse.Builder response = LeaseResponse.newBuilder();
      jobs.forEach(job -> response.addDeliveries(JobMapping.delivery(request.queue(), job)));
      reply(response.build());
    } catch (IllegalStateException unreadable) {
      caller.onError(Problems.of(unreadable).toException());
    }
  }

  private void giveBack(List<LeasedJob> jobs) {
    desk.meters().returned.increment(jobs.size());
    desk.givingBack()
        .give(
            request.queue(),
            jobs.stream().map(job -> new HeldJob(job.id(), job.token())).toList(),
            !request.startedOnDelivery());
  }

  @Override
  public void nothing(LeaseOutcome.Blocked why) {
    blocked = why;
    underWay = false;
  }

  @Override
  public boolean failed(StoreException problem) {
    failed((Throwable) problem);
    return false;
  }

  void failed(Throwable problem) {
    underWay = false;
    if (answered.compareAndSet(false, true)) {
      end.cancel();
      onAnswered.accept(this, List.of());
      caller.onError(Problems.of(problem).toException());
    }
  }

  @Override
  public boolean isGone() {
    return answered.get();
  }

  /** Its time is over. */
  void timeIsOver() {
    LeaseOutcome.Blocked why = blocked;
    answerEmpty(
        WorkStream.notice(
            request.queue(),
            why == null
                ? new LeaseOutcome.Blocked(LeaseOutcome.Why.EMPTY, OptionalLong.empty())
                : why));
  }

  /** Nothing will come for it here any more. */
  void drained() {
    answerEmpty(
        CreditNotice.newBuilder().setQueue(request.queue().value()).setReason(DRAINING).build());
  }

  /** The caller left. */
  void left() {
    if (answered.compareAndSet(false, true)) {
      end.cancel();
      onAnswered.accept(this, List.of());
    }
  }

  private void answerEmpty(CreditNotice notice) {
    if (answered.compareAndSet(false, true)) {
      end.cancel();
      onAnswered.accept(this, List.of());
      reply(LeaseResponse.newBuilder().setNotice(notice).build());
    }
  }

  private void reply(LeaseResponse response) {
    caller.onNext(response);
    caller.onCompleted();
  }
}
