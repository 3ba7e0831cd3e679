package dev.tidegate.client.internal;

import dev.tidegate.client.lease.Answer;
import dev.tidegate.client.lease.Held;
import dev.tidegate.client.lease.Outcome;
import dev.tidegate.client.lease.Settling;
import dev.tidegate.client.lease.Token;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Drain;
import dev.tidegate.proto.queue.v1.Failure;
import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.Result;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Settlement;
import dev.tidegate.proto.queue.v1.Welcome;
import io.grpc.Status;
import java.util.List;
import java.util.OptionalLong;

/** The work stream's messages, to and from values. No decisions. */
final class WorkMessages {
  private static final int PROTOCOL = 1;

  /** Wait before a settle is said again where the runtime names none. */
  private static final long DEFAULT_SETTLE_RETRY_MS = 1_000;

  private WorkMessages() {}

  static Hello hello(Greeting greeting) {
    return Hello.newBuilder()
        .setSessionId(greeting.sessionId())
        .setInstance(Texts.cut(greeting.instance(), Texts.SHORT_BYTES))
        .setEcsTaskArn(greeting.ecsTaskArn())
        .setBootId(greeting.bootId())
        .setRevision(greeting.revision())
        .setProtocol(PROTOCOL)
        .addCapabilities("cancel")
        .addCapabilities("progress")
        .setCanResume(true)
        .setSlots(greeting.slots())
        .addAllTypes(greeting.types())
        .build();
  }

  static dev.tidegate.proto.queue.v1.Held held(Held held) {
    return dev.tidegate.proto.queue.v1.Held.newBuilder()
        .setQueue(held.queue())
        .setJobId(held.jobId())
        .setToken(WorkStream.wrap(held.token().toByteArray()))
        .build();
  }

  static List<dev.tidegate.proto.queue.v1.Held> held(List<Held> held) {
    return held.stream().map(WorkMessages::held).toList();
  }

  static Settlement settlement(Settling settling) {
    Settlement.Builder message =
        Settlement.newBuilder()
            .setSeq(settling.seq())
            .setQueue(settling.held().queue())
            .setJobId(settling.held().jobId())
            .setToken(WorkStream.wrap(settling.held().token().toByteArray()));
    return settling.outcome().as(new ActionOf(message)).build();
  }

  static void dispatch(ServerMessage message, StreamEvents events) {
    switch (message.getMessageCase()) {
      case WELCOME -> {
        Welcome welcome = message.getWelcome();
        events.welcomed(welcome.getRuntimeId(), welcome.getHeartbeatIntervalMs());
      }
      case DELIVER ->
          events.delivered(
              message.getDeliver().getDeliveriesList().stream()
                  .map(WorkMessages::delivered)
                  .toList());
      case SETTLE_RESULT -> {
        SettleResult result = message.getSettleResult();
        events.settleAnswered(result.getSeq(), answer(result));
      }
      case LEASE_LOST ->
          events.leaseLost(Token.of(message.getLeaseLost().getToken().toByteArray()));
      case CANCEL ->
          events.cancelRequested(
              Token.of(message.getCancel().getToken().toByteArray()),
              message.getCancel().getReason());
      case DRAIN -> {
        Drain drain = message.getDrain();
        switch (drain.getScope()) {
          case SCOPE_STOP -> events.drain(true, drain.getDeadlineMs(), drain.getReason());
          case SCOPE_QUIESCE -> events.quiesced(drain.getReason());
          case SCOPE_RECONNECT, SCOPE_UNSPECIFIED, UNRECOGNIZED ->
              events.drain(false, drain.getDeadlineMs(), drain.getReason());
        }
      }
      case CREDIT_NOTICE -> events.queueIsIdle(message.getCreditNotice().getQueue());
      case MESSAGE_NOT_SET -> {
        // A newer runtime's message: by the contract's growth rules it may be passed over.
      }
    }
  }

  private static Delivered delivered(Delivery delivery) {
    return new Delivered(
        new Held(
            delivery.getQueue(), delivery.getJobId(), Token.of(delivery.getToken().toByteArray())),
        delivery.getType(),
        delivery.getBody().toByteArray(),
        delivery.getContentType(),
        delivery.getHeadersMap(),
        delivery.getGroup(),
        delivery.getExpectedDurationMs(),
        delivery.hasTimeoutMs() ? OptionalLong.of(delivery.getTimeoutMs()) : OptionalLong.empty(),
        delivery.getFence(),
        delivery.getAttempt(),
        delivery.getLeaseLosses(),
        delivery.getEnqueuedAtMs(),
        delivery.getRunningLeaseMs(),
        delivery.getTraceparent());
  }

  private static Answer answer(SettleResult result) {
    if (!result.hasStatus() || result.getStatus().getCode() == Status.Code.OK.value()) {
      return Answer.taken();
    }
    RpcFailure failure = RpcFailure.of(result.getStatus());
    String reason = failure.reason().isEmpty() ? failure.code().name() : failure.reason();
    return failure.isTransient()
        ? Answer.tryAgain(
            reason, failure.retryAfter().map(d -> d.toMillis()).orElse(DEFAULT_SETTLE_RETRY_MS))
        : Answer.refused(reason);
  }

  /** Writes an outcome into a settlement. */
  private record ActionOf(Settlement.Builder message) implements Outcome.Form<Settlement.Builder> {
    @Override
    public Settlement.Builder ack(Outcome.Ack ack) {
      Settlement.Ack.Builder action = Settlement.Ack.newBuilder();
      byte[] result = ack.result();
      if (result.length > 0) {
        action.setResult(
            Result.newBuilder().setBody(WorkStream.wrap(result)).setContentType(ack.contentType()));
      }
      return message.setAck(action);
    }

    @Override
    public Settlement.Builder fail(Outcome.Fail fail) {
      Failure.Builder action =
          Failure.newBuilder()
              .setKind(Texts.cut(fail.kind(), Texts.SHORT_BYTES))
              .setMessage(Texts.cut(fail.message(), Texts.MESSAGE_BYTES))
              .setStack(Texts.cut(fail.stack(), Texts.STACK_BYTES))
              .setPermanent(fail.permanent());
      fail.retryAfterMs().ifPresent(action::setRetryAfterMs);
      return message.setFail(action);
    }

    @Override
    public Settlement.Builder release(Outcome.Release release) {
      Settlement.Release.Builder action =
          Settlement.Release.newBuilder().setReason(Texts.cut(release.reason(), Texts.SHORT_BYTES));
      if (release.delayMs() > 0) {
        action.setDelayMs(release.delayMs());
      }
      return message.setRelease(action);
    }
  }
}
