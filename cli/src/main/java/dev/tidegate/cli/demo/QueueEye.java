package dev.tidegate.cli.demo;

import dev.tidegate.proto.queue.v1.GetStatsRequest;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.ListJobsRequest;
import dev.tidegate.proto.queue.v1.ListJobsResponse;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc;
import dev.tidegate.proto.queue.v1.QueueAdminServiceGrpc.QueueAdminServiceBlockingStub;
import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the demo asks the queue itself. */
final class QueueEye {
  private static final long CALL_SECONDS = 3;
  private static final int PAGE = 100;

  /**
   * So short that a killed worker's jobs are back within the demo; production has 10 s and more.
   */
  private static final long LEASE_FLOOR_MS = 3_000;

  private static final long DELIVERY_LEASE_MS = 2_000;

  private final Channel channel;

  QueueEye(Channel channel) {
    this.channel = channel;
  }

  void shortenLeases() {
    admin()
        .updateConfig(
            UpdateConfigRequest.newBuilder()
                .setConfig(
                    QueueConfig.newBuilder()
                        .setQueue(DemoProducer.QUEUE)
                        .setLeaseFloorMs(LEASE_FLOOR_MS)
                        .setDeliveryLeaseMs(DELIVERY_LEASE_MS))
                .build());
  }

  /** Empty if no runtime answers just now. */
  Optional<QueueStats> stats() {
    try {
      return Optional.of(
          admin().getStats(GetStatsRequest.newBuilder().setQueue(DemoProducer.QUEUE).build()));
    } catch (StatusRuntimeException away) {
      return Optional.empty();
    }
  }

  Set<String> deadLetters() {
    Set<String> ids = new HashSet<>();
    String page = "";
    do {
      ListJobsResponse response =
          admin()
              .listJobs(
                  ListJobsRequest.newBuilder()
                      .setQueue(DemoProducer.QUEUE)
                      .setState(JobState.JOB_STATE_DEAD)
                      .setPageSize(PAGE)
                      .setPageToken(page)
                      .setWithoutBodies(true)
                      .build());
      response.getJobsList().stream().map(JobView::getJobId).forEach(ids::add);
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return ids;
  }

  private QueueAdminServiceBlockingStub admin() {
    return QueueAdminServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }
}
