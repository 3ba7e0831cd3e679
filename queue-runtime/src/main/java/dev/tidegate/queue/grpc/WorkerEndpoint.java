package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.ExtendRequest;
import dev.tidegate.proto.queue.v1.ExtendResponse;
import dev.tidegate.proto.queue.v1.Extension;
import dev.tidegate.proto.queue.v1.Held;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.LeaseResponse;
import dev.tidegate.proto.queue.v1.ProgressReport;
import dev.tidegate.proto.queue.v1.ReportProgressRequest;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleRequest;
import dev.tidegate.proto.queue.v1.SettleResponse;
import dev.tidegate.proto.queue.v1.StartedRequest;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.proto.queue.v1.WorkerServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Those who do the work: the stream, and the calls of the pull API. */
public final class WorkerEndpoint extends WorkerServiceGrpc.WorkerServiceImplBase {
  private final WorkDesk desk;
  private final PullWorkers pull;

  public WorkerEndpoint(WorkDesk desk, PullWorkers pull) {
    this.desk = desk;
    this.pull = pull;
  }

  @Override
  public StreamObserver<WorkerMessage> work(StreamObserver<ServerMessage> worker) {
    WorkStream stream = new WorkStream(desk, (ServerCallStreamObserver<ServerMessage>) worker);
    stream.open();
    return stream;
  }

  @Override
  public void lease(LeaseRequest request, StreamObserver<LeaseResponse> caller) {
    try {
      pull.lease(request, (ServerCallStreamObserver<LeaseResponse>) caller);
    } catch (Refused refused) {
      caller.onError(refused.problem().toException());
    }
  }

  @Override
  public void started(StartedRequest request, StreamObserver<ExtendResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.batch(request.getHeldCount(), "held");
          return pull.say(
              request.getHeldList(), Held::getQueue, PullWorkers::started, PullWorkers.EXTENDED);
        });
  }

  @Override
  public void extend(ExtendRequest request, StreamObserver<ExtendResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.batch(request.getExtensionsCount(), "extensions");
          return pull.say(
              request.getExtensionsList(),
              (Extension extension) -> extension.getHeld().getQueue(),
              SettlementMapping::extend,
              PullWorkers.EXTENDED);
        });
  }

  @Override
  public void reportProgress(ReportProgressRequest request, StreamObserver<ExtendResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.batch(request.getReportsCount(), "reports");
          return pull.say(
              request.getReportsList(),
              (ProgressReport report) -> report.getHeld().getQueue(),
              SettlementMapping::progress,
              PullWorkers.EXTENDED);
        });
  }

  @Override
  public void settle(SettleRequest request, StreamObserver<SettleResponse> caller) {
    Replies.to(
        caller,
        () -> {
          Check.batch(request.getSettlementsCount(), "settlements");
          return pull.settle(request.getSettlementsList());
        });
  }
}
