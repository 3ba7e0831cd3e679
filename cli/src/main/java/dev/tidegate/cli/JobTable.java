package dev.tidegate.cli;

import dev.tidegate.proto.queue.v1.JobView;
import java.util.List;
import java.util.Locale;

/** Jobs as a table for people. */
final class JobTable {
  private static final int LONGEST_BODY = 40;
  private static final int LONGEST_ERROR = 60;

  private JobTable() {}

  static String of(List<JobView> jobs, long nowMs) {
    Table table = new Table("JOB", "TYPE", "STATE", "AGE", "EXPECTED", "ATTEMPTS", "WHY", "BODY");
    for (JobView job : jobs) {
      table.row(
          job.getJobId(),
          job.getJob().getType(),
          job.getState().name().replace("JOB_STATE_", "").toLowerCase(Locale.ROOT),
          Durations.text(Math.max(0, nowMs - job.getEnqueuedAtMs())),
          Durations.text(job.getJob().getExpectedDurationMs()),
          job.getAttempts() + (job.getLeaseLosses() > 0 ? "+" + job.getLeaseLosses() : ""),
          why(job),
          shortened(ProtoJson.text(job.getJob().getBody()), LONGEST_BODY));
    }
    return table.toString();
  }

  private static String why(JobView job) {
    String failure =
        job.hasLastFailure()
            ? job.getLastFailure().getKind() + ": " + job.getLastFailure().getMessage()
            : "";
    return shortened((job.getDeadReason() + " " + failure).trim(), LONGEST_ERROR);
  }

  private static String shortened(String text, int longest) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
  }
}
