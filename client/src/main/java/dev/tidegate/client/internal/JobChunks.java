package dev.tidegate.client.internal;

import dev.tidegate.proto.queue.v1.Job;
import java.util.ArrayList;
import java.util.List;

/** Splits jobs into calls within the contract's limits, in order. */
public final class JobChunks {
  private static final int MOST_JOBS = 256;

  /** Of the 1 MiB that a call may have; the rest is room for what surrounds the jobs. */
  private static final int MOST_BYTES = 1_000_000;

  private JobChunks() {}

  public static List<List<Job>> of(List<Job> jobs) {
    List<List<Job>> chunks = new ArrayList<>();
    List<Job> chunk = new ArrayList<>();
    int bytes = 0;
    for (Job job : jobs) {
      int size = job.getSerializedSize();
      if (!chunk.isEmpty() && (chunk.size() == MOST_JOBS || bytes + size > MOST_BYTES)) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(job);
      bytes += size;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }
}
