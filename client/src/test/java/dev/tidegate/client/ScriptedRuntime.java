package dev.tidegate.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.tidegate.proto.queue.v1.Deliver;
import dev.tidegate.proto.queue.v1.Delivery;
import dev.tidegate.proto.queue.v1.Drain;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.LeaseLost;
import dev.tidegate.proto.queue.v1.ProducerServiceGrpc;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Welcome;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A gRPC server on a real socket whose side of the conversation is played by the test: for what a
 * runtime does only by accident (vanishing, silence, odd answers).
 */
final class ScriptedRuntime implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final List<EnqueueRequest> enqueues = new CopyOnWriteArrayList<>();
  final List<String> clientNames = new CopyOnWriteArrayList<>();
  volatile Function<EnqueueRequest, EnqueueResponse> onEnqueue = ScriptedRuntime::acceptAll;

  private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  private final Server server;
  private final int port;

  private ScriptedRuntime(int port) {
    try {
      server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(new Producers())
              .addService(new Workers())
              .intercept(new NameReader())
              .build()
              .start();
      this.port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScriptedRuntime start() {
    return new ScriptedRuntime(0);
  }

  /** After this one is gone: another one at its place. */
  ScriptedRuntime successor() {
    return new ScriptedRuntime(port());
  }

  int port() {
    return port;
  }

  Endpoint endpoint() {
    return Endpoint.plaintext("localhost:" + port());
  }

  /** GOAWAY to everyone; streams that are open go on. */
  void goAway() {
    server.shutdown();
  }

  /** Gone, with every connection. */
  void vanish() {
    server.shutdownNow();
    try {
      server.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    vanish();
  }

  /** The next work stream, welcomed. */
  Stream nextStream() throws InterruptedException {
    Stream stream = streams.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no worker came");
    }
    return stream;
  }

  boolean hasStream() {
    return !streams.isEmpty();
  }

  static EnqueueResponse acceptAll(EnqueueRequest request) {
    EnqueueResponse.Builder response = EnqueueResponse.newBuilder();
    request.getJobsList().forEach(job -> response.addResults(accepted(job.getClientJobId())));
    return response.build();
  }

  static EnqueueResult accepted(String id) {
    return EnqueueResult.newBuilder()
        .setAccepted(EnqueueResult.Accepted.newBuilder().setJobId(id))
        .build();
  }

  static com.google.rpc.Status error(Status.Code code, String reason, Duration retryAfter) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("scripted")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setDomain("tidegate.dev").setReason(reason).build()));
    if (!retryAfter.isZero()) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(
                      com.google.protobuf.Duration.newBuilder()
                          .setSeconds(retryAfter.getSeconds())
                          .setNanos(retryAfter.getNano()))
                  .build()));
    }
    return status.build();
  }

  static RuntimeException failure(Status.Code code, String reason, Duration retryAfter) {
    return StatusProto.toStatusRuntimeException(error(code, reason, retryAfter));
  }

  static Delivery.Builder job(String id, String type) {
    return Delivery.newBuilder()
        .setJobId(id)
        .setQueue("q")
        .setType(type)
        .setToken(ByteString.copyFromUtf8("token-" + id))
        .setAttempt(1)
        .setFence(7)
        .setRunningLeaseMs(10_000)
        .setLeaseRemainingMs(3_000);
  }

  private final class Producers extends ProducerServiceGrpc.ProducerServiceImplBase {
    @Override
    public void enqueue(EnqueueRequest request, StreamObserver<EnqueueResponse> out) {
      enqueues.add(request);
      try {
        EnqueueResponse response = onEnqueue.apply(request);
        out.onNext(response);
        out.onCompleted();
      } catch (RuntimeException e) {
        out.onError(e);
      }
    }
  }

  private final class Workers extends WorkerServiceGrpc.WorkerServiceImplBase {
    @Override
    public StreamObserver<WorkerMessage> work(StreamObserver<ServerMessage> out) {
      Stream stream = new Stream(out);
      streams.add(stream);
      return stream;
    }
  }

  private final class NameReader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String name =
          headers.get(Metadata.Key.of("tidegate-client", Metadata.ASCII_STRING_MARSHALLER));
      clientNames.add(String.valueOf(name));
      return next.startCall(call, headers);
    }
  }

  /** The runtime's side of one work stream. */
  static final class Stream implements StreamObserver<WorkerMessage> {
    private final StreamObserver<ServerMessage> out;
    private final BlockingQueue<WorkerMessage> inbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

    private Stream(StreamObserver<ServerMessage> out) {
      this.out = out;
    }

    /** Reads the hello, welcomes, and answers the hello. */
    WorkerMessage welcome(Duration heartbeats) throws InterruptedException {
      WorkerMessage hello = next(WorkerMessage.MessageCase.HELLO);
      send(
          ServerMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setRuntimeId("scripted")
                      .setProtocol(1)
                      .setHeartbeatIntervalMs(heartbeats.toMillis()))
              .build());
      return hello;
    }

    synchronized void send(ServerMessage message) {
      out.onNext(message);
    }

    void deliver(Delivery.Builder... deliveries) {
      Deliver.Builder deliver = Deliver.newBuilder();
      for (Delivery.Builder delivery : deliveries) {
        deliver.addDeliveries(delivery);
      }
      send(ServerMessage.newBuilder().setDeliver(deliver).build());
    }

    void leaseLost(String jobId) {
      send(
          ServerMessage.newBuilder()
              .setLeaseLost(
                  LeaseLost.newBuilder()
                      .setQueue("q")
                      .setJobId(jobId)
                      .setToken(ByteString.copyFromUtf8("token-" + jobId)))
              .build());
    }

    void drain(Drain.Scope scope, long deadlineMs) {
      send(
          ServerMessage.newBuilder()
              .setDrain(
                  Drain.newBuilder()
                      .setScope(scope)
                      .setDeadlineMs(deadlineMs)
                      .setReason("scripted"))
              .build());
    }

    void answer(long seq) {
      send(
          ServerMessage.newBuilder()
              .setSettleResult(SettleResult.newBuilder().setSeq(seq))
              .build());
    }

    void answer(long seq, com.google.rpc.Status status) {
      send(
          ServerMessage.newBuilder()
              .setSettleResult(SettleResult.newBuilder().setSeq(seq).setStatus(status))
              .build());
    }

    synchronized void complete() {
      out.onCompleted();
    }

    synchronized void fail(Status status) {
      out.onError(status.asRuntimeException());
    }

    /** The next message of this kind; others before it are passed over. */
    WorkerMessage next(WorkerMessage.MessageCase kind) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        WorkerMessage message = inbox.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          throw new AssertionError("no " + kind + " came");
        }
        if (message.getMessageCase() == kind) {
          return message;
        }
      }
    }

    /** Everything that has come and was not taken. */
    List<WorkerMessage> pending() {
      return List.copyOf(inbox);
    }

    /** How the worker ended its side: "completed" or an error. */
    String ending() throws InterruptedException {
      return String.valueOf(endings.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public void onNext(WorkerMessage message) {
      inbox.add(message);
    }

    @Override
    public void onError(Throwable error) {
      endings.add("error: " + Status.fromThrowable(error).getCode());
    }

    @Override
    public void onCompleted() {
      endings.add("completed");
    }
  }
}
