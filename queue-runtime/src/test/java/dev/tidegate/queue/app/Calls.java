package dev.tidegate.queue.app;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.tidegate.proto.queue.v1.CancelRequest;
import dev.tidegate.proto.queue.v1.CancelResult;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResult;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.JobRef;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** Small calls and how to read their errors. */
final class Calls {
  private Calls() {}

  static EnqueueResult enqueue(Rig rig, Job job) {
    return rig.producer().enqueue(EnqueueRequest.newBuilder().addJobs(job).build()).getResults(0);
  }

  static CancelResult cancel(Rig rig, String queue, String id) {
    return rig.producer()
        .cancel(
            CancelRequest.newBuilder()
                .setReason("no longer wanted")
                .addJobs(JobRef.newBuilder().setQueue(queue).setJobId(id))
                .build())
        .getResults(0);
  }

  static ByteString bytes(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  static String reason(Throwable ended) {
    return reason(StatusProto.fromThrowable(ended));
  }

  static String reason(Status status) {
    return info(status).getReason();
  }

  static String field(Status status) {
    return info(status).getMetadataOrDefault("field", "");
  }

  static ErrorInfo info(Status status) {
    return detail(status, ErrorInfo.class)
        .orElseThrow(() -> new AssertionError("no ErrorInfo in " + status));
  }

  static Optional<RetryInfo> retry(Status status) {
    return detail(status, RetryInfo.class);
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return Optional.empty();
  }
}
