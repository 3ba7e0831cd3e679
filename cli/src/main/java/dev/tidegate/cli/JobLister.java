package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.proto.queue.v1.ListJobsRequest;
import dev.tidegate.proto.queue.v1.ListJobsResponse;
import java.util.ArrayList;
import java.util.List;

/** Pages through the jobs of one state until enough were read. */
final class JobLister {
  private static final int PAGE_SIZE = 100;

  private final Server server;

  JobLister(Server server) {
    this.server = server;
  }

  List<JobView> list(String queue, JobState state, String type, int most) {
    List<JobView> jobs = new ArrayList<>();
    String pageToken = "";
    do {
      ListJobsResponse page =
          server
              .admin()
              .listJobs(
                  ListJobsRequest.newBuilder()
                      .setQueue(queue)
                      .setState(state)
                      .setType(type)
                      .setPageSize(Math.min(PAGE_SIZE, most - jobs.size()))
                      .setPageToken(pageToken)
                      .build());
      jobs.addAll(page.getJobsList());
      pageToken = page.getNextPageToken();
    } while (!pageToken.isEmpty() && jobs.size() < most);
    return jobs;
  }
}
