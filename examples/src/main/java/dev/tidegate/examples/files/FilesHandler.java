package dev.tidegate.examples.files;

import dev.tidegate.client.JobContext;
import dev.tidegate.client.JobHandler;
import dev.tidegate.client.JobResult;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Digests and counts the tree of files whose path is the body, relative to a root that no job may
 * leave.
 *
 * <p>Result: {@code {"files":3,"bytes":120,"words":17,"sha256":"..."}}.
 */
public final class FilesHandler implements JobHandler {
  /** The job type to register this under. */
  public static final String TYPE = "files";

  private static final int MOST_FILES = 10_000;
  private static final long MOST_BYTES = 4L * 1024 * 1024 * 1024;

  private final Path root;

  /**
   * @param root an existing directory: only what is below it is read
   */
  public FilesHandler(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  @Override
  public JobResult handle(JobContext job) throws IOException, InterruptedException {
    try {
      Path tree = below(job.bodyText().strip());
      TreeDigest digest =
          TreeDigest.of(tree, MOST_FILES, MOST_BYTES, (file, all) -> step(job, file, all));
      return JobResult.ackJson(
          "{\"files\":%d,\"bytes\":%d,\"words\":%d,\"sha256\":\"%s\"}"
              .formatted(digest.files(), digest.bytes(), digest.words(), digest.sha256()));
    } catch (InvalidPathException | NoSuchFileException | TreeDigest.TooLarge e) {
      // Trying again cannot mend the job itself. Other trouble of the disk may pass.
      return JobResult.failForGood(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
  }

  private static void step(JobContext job, int file, int all) throws InterruptedException {
    if (Thread.interrupted() || job.isCancelled()) {
      throw new InterruptedException("stopped at file " + file + " of " + all);
    }
    job.progress(100.0 * file / all, file + " of " + all + " files");
  }

  /** Links are resolved before it is judged where the path lies. */
  private Path below(String path) throws IOException {
    Path tree = root.resolve(path).toRealPath();
    if (!tree.startsWith(root)) {
      throw new InvalidPathException(path, "outside of the root");
    }
    return tree;
  }
}
