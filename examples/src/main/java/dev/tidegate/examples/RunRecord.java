package dev.tidegate.examples;

import dev.tidegate.client.JobContext;
import dev.tidegate.client.JobHandler;
import dev.tidegate.client.JobResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * A file that tells which handlers ran, for whoever wants to count deliveries without trusting the
 * queue. A line when a handler begins and one when it has returned:
 *
 * <pre>
 * started &lt;job id&gt; &lt;token&gt; &lt;started, epoch ms&gt; &lt;process id&gt;
 * &lt;job id&gt; &lt;token&gt; &lt;started, epoch ms&gt; &lt;ended, epoch ms&gt; &lt;process id&gt;
 * </pre>
 *
 * A handler that threw has only the first. Each line is one write at the end of the file, so that
 * several processes can share it and a killed one leaves no half of a line.
 */
final class RunRecord implements AutoCloseable {
  private final FileChannel file;
  private final InstantSource clock;
  private final long processId;

  RunRecord(Path file, InstantSource clock) throws IOException {
    this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.clock = clock;
    this.processId = ProcessHandle.current().pid();
  }

  /** The same handler, on the record. */
  JobHandler recording(JobHandler handler) {
    return job -> {
      long started = clock.millis();
      write("started %s %s %d %d".formatted(job.id(), job.token(), started, processId));
      JobResult result = handler.handle(job);
      write(line(job, started, clock.millis()));
      return result;
    };
  }

  private String line(JobContext job, long started, long ended) {
    return "%s %s %d %d %d".formatted(job.id(), job.token(), started, ended, processId);
  }

  private synchronized void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
