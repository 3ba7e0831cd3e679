package dev.tidegate.queue.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import redis.embedded.RedisExecProvider;

/**
 * The server's executable, unpacked once into the data directory. The library unpacks a copy per
 * call into a temporary folder; keeping one beside the data leaves no litter there when a process
 * is killed.
 */
final class RedisBinary {
  private static final String NAME = "redis-server";

  private RedisBinary() {}

  static Path in(Path dataDir) {
    try {
      File unpacked = RedisExecProvider.defaultProvider().get();
      Path wanted = dataDir.resolve(NAME);
      if (Files.exists(wanted) && Files.size(wanted) == unpacked.length()) {
        discard(unpacked.toPath());
      } else {
        place(unpacked.toPath(), wanted);
      }
      return wanted.toAbsolutePath();
    } catch (IOException | RuntimeException e) {
      throw new EmbeddedRedisException(
          "the bundled Redis cannot be unpacked into "
              + dataDir
              + " ("
              + e.getMessage()
              + "): give another data directory, or a Redis of your own with --redis redis://...",
          e);
    }
  }

  private static void place(Path unpacked, Path wanted) throws IOException {
    Path beside = wanted.resolveSibling(NAME + ".new");
    Files.copy(unpacked, beside, StandardCopyOption.REPLACE_EXISTING);
    if (!beside.toFile().setExecutable(true)) {
      throw new IOException("it cannot be made executable");
    }
    try {
      Files.move(
          beside, wanted, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, wanted, StandardCopyOption.REPLACE_EXISTING);
    }
    discard(unpacked);
  }

  /** Removes the library's copy and the folder it made for it. */
  private static void discard(Path unpacked) throws IOException {
    Files.deleteIfExists(unpacked);
    Path folder = unpacked.getParent();
    if (folder != null && isEmpty(folder)) {
      Files.deleteIfExists(folder);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}
