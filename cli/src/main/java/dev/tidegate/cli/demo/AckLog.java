package dev.tidegate.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The ids that one producer got an acknowledgement for, one a line. */
final class AckLog implements AutoCloseable {
  private final BufferedWriter writer;

  AckLog(Path file) throws IOException {
    this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  synchronized void acknowledged(String jobId) {
    try {
      writer.write(jobId);
      writer.newLine();
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    writer.close();
  }

  static Set<String> readAll(Path directory) throws IOException {
    Set<String> ids = new HashSet<>();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        ids.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
      }
    }
    return ids;
  }
}
