package dev.tidegate.client.internal;

import com.google.protobuf.UnsafeByteOperations;
import dev.tidegate.client.lease.Held;
import dev.tidegate.client.lease.Send;
import dev.tidegate.client.lease.Settling;
import dev.tidegate.proto.queue.v1.Credit;
import dev.tidegate.proto.queue.v1.Goodbye;
import dev.tidegate.proto.queue.v1.Heartbeat;
import dev.tidegate.proto.queue.v1.Progress;
import dev.tidegate.proto.queue.v1.ProgressReport;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.Started;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One work stream. All methods are for one thread, the channel's executor being that thread: then a
 * message is asked of the runtime only after the one before has been worked on.
 */
public final class WorkStream implements Send.Wire {
  private final StreamEvents events;
  private @Nullable ClientCallStreamObserver<WorkerMessage> call;
  private boolean ended;

  private WorkStream(StreamEvents events) {
    this.events = events;
  }

  /** Opens a stream and says hello. Everything else waits for {@link StreamEvents#welcomed}. */
  public static WorkStream open(Channel channel, Greeting greeting, StreamEvents events) {
    WorkStream stream = new WorkStream(events);
    WorkerServiceGrpc.newStub(channel).work(stream.new Inbound());
    stream.write(WorkerMessage.newBuilder().setHello(WorkMessages.hello(greeting)).build());
    return stream;
  }

  @Override
  public void credit(String queue, long cumulative) {
    write(
        WorkerMessage.newBuilder()
            .setCredit(Credit.newBuilder().setQueue(queue).setCumulative(cumulative))
            .build());
  }

  @Override
  public void started(List<Held> held) {
    write(
        WorkerMessage.newBuilder()
            .setStarted(Started.newBuilder().addAllHeld(WorkMessages.held(held)))
            .build());
  }

  /** Left out while the runtime does not read: a heartbeat that arrives late says nothing. */
  @Override
  public void heartbeat(List<Held> held) {
    if (isReady()) {
      write(
          WorkerMessage.newBuilder()
              .setHeartbeat(Heartbeat.newBuilder().addAllHeld(WorkMessages.held(held)))
              .build());
    }
  }

  @Override
  public void settle(Settling settling) {
    write(WorkerMessage.newBuilder().setSettle(WorkMessages.settlement(settling)).build());
  }

  @Override
  public void goodbye(String reason) {
    write(
        WorkerMessage.newBuilder()
            .setGoodbye(Goodbye.newBuilder().setReason(Texts.cut(reason, Texts.SHORT_BYTES)))
            .build());
  }

  /** How far a handler is. */
  public void progress(Held held, double percent, String message) {
    write(
        WorkerMessage.newBuilder()
            .setProgress(
                ProgressReport.newBuilder()
                    .setHeld(WorkMessages.held(held))
                    .setProgress(
                        Progress.newBuilder()
                            .setPercent(percent)
                            .setMessage(Texts.cut(message, Texts.SHORT_BYTES))))
            .build());
  }

  /** Whether a message would leave now rather than pile up in memory. */
  public boolean isReady() {
    return !ended && call != null && call.isReady();
  }

  /** Nothing more will be said; the runtime may still say something. */
  public void halfClose() {
    if (!ended && call != null) {
      ended = true;
      call.onCompleted();
    }
  }

  /** Ends the stream at once; {@link StreamEvents#closed} follows. */
  public void cancel(String why) {
    ended = true;
    if (call != null) {
      call.cancel(why, null);
    }
  }

  private void write(WorkerMessage message) {
    if (!ended && call != null) {
      call.onNext(message);
    }
  }

  /** Wraps bytes that nobody changes. */
  static com.google.protobuf.ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private final class Inbound implements ClientResponseObserver<WorkerMessage, ServerMessage> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerMessage> requestStream) {
      call = requestStream;
    }

    @Override
    public void onNext(ServerMessage message) {
      WorkMessages.dispatch(message, events);
    }

    @Override
    public void onError(Throwable error) {
      ended = true;
      events.closed(Optional.of(RpcFailure.of(error)));
    }

    @Override
    public void onCompleted() {
      if (!ended && call != null) {
        call.onCompleted();
      }
      ended = true;
      events.closed(Optional.empty());
    }
  }
}
