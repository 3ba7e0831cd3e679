package dev.tidegate.queue.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The folder that holds a server's data, owned by one process at a time. The lock is the operating
 * system's, so it is gone with its holder however that ended; a server that outlives its parent for
 * a moment (it is writing its last bytes) is waited for by its process id.
 */
final class DataDirectory implements AutoCloseable {
  private static final long PREDECESSOR_SECONDS = 10;

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataDirectory claim(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new EmbeddedRedisException(
            "the data directory "
                + path
                + " is in use by another process: stop that one, or choose another directory");
      }
      DataDirectory claimed = new DataDirectory(path, channel);
      claimed.awaitPredecessor();
      return claimed;
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "the data directory " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void awaitPredecessor() {
    Optional<ProcessHandle> predecessor = predecessor();
    if (predecessor.isEmpty()) {
      return;
    }
    try {
      predecessor.get().onExit().get(PREDECESSOR_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      close();
      throw new EmbeddedRedisException(
          "a Redis of an earlier run still uses "
              + path
              + " (process "
              + predecessor.get().pid()
              + "): stop it, or choose another directory",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new EmbeddedRedisException("interrupted while starting Redis", e);
    }
  }

  private Optional<ProcessHandle> predecessor() {
    try {
      long pid = Long.parseLong(Files.readString(pidFile()).trim());
      String binary = path.resolve("redis-server").toAbsolutePath().toString();
      return ProcessHandle.of(pid)
          .filter(process -> process.info().command().filter(binary::equals).isPresent());
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Path pidFile() {
    return path.resolve("redis.pid");
  }

  void remember(long pid) {
    try {
      Files.writeString(pidFile(), Long.toString(pid));
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "the data directory " + path + " cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedRedisException("the lock on " + path + " cannot be given back", e);
    }
  }
}
