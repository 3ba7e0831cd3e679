package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.ListQueuesRequest;
import dev.tidegate.proto.queue.v1.ListQueuesResponse;
import dev.tidegate.proto.queue.v1.QueueStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidegate queue ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the queues with their depth and backlog in seconds of work.")
final class QueueLsCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 200;
  private static final int MOST_PAGES = 500;

  @Mixin private final Server server = new Server();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    try (server) {
      List<QueueStats> queues = allQueues();
      output.result(() -> ProtoJson.of(queues), () -> table(queues));
      return ExitCode.OK;
    }
  }

  private List<QueueStats> allQueues() {
    List<QueueStats> queues = new ArrayList<>();
    String pageToken = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      ListQueuesResponse response =
          server
              .admin()
              .listQueues(
                  ListQueuesRequest.newBuilder()
                      .setPageSize(PAGE_SIZE)
                      .setPageToken(pageToken)
                      .build());
      queues.addAll(response.getQueuesList());
      pageToken = response.getNextPageToken();
      if (pageToken.isEmpty()) {
        return queues;
      }
    }
    output.note("tidegate: stopped after " + queues.size() + " queues");
    return queues;
  }

  private static String table(List<QueueStats> queues) {
    if (queues.isEmpty()) {
      return "no queue yet: the first enqueue makes one";
    }
    Table table =
        new Table(
            "QUEUE",
            "READY",
            "SCHEDULED",
            "RUNNING",
            "DEAD",
            "BACKLOG",
            "OLDEST",
            "ENQUEUED",
            "COMPLETED",
            "STATE");
    for (QueueStats queue : queues) {
      table.row(
          queue.getQueue(),
          queue.getReady(),
          queue.getScheduled(),
          queue.getDelivered() + queue.getRunning(),
          queue.getDead(),
          Durations.text(queue.getReadyWorkMs()),
          queue.hasOldestReadyAgeMs() ? Durations.text(queue.getOldestReadyAgeMs()) : "-",
          queue.getEnqueuedTotal(),
          queue.getCompletedTotal(),
          state(queue));
    }
    return table.toString();
  }

  static String state(QueueStats queue) {
    if (queue.getPausedIn() && queue.getPausedOut()) {
      return "paused";
    }
    if (queue.getPausedIn()) {
      return "paused in";
    }
    return queue.getPausedOut() ? "paused out" : "open";
  }
}
