package dev.tidegate.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file that all worker processes append to, a line at a time. */
final class WorkRecords {
  private final Path file;

  WorkRecords(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  List<HandlerEvent> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(HandlerEvent::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /** A job that a living process has begun and not ended, and whose id begins so; the newest. */
  Optional<HandlerEvent> newestOpen(String idPrefix) throws IOException {
    Map<String, HandlerEvent> open = new HashMap<>();
    List<HandlerEvent> events = read();
    for (HandlerEvent event : events) {
      if (event.kind() == HandlerEvent.Kind.STARTED && event.jobId().startsWith(idPrefix)) {
        open.put(event.token(), event);
      }
    }
    for (HandlerEvent event : events) {
      if (event.kind() == HandlerEvent.Kind.COMPLETED) {
        open.remove(event.token());
      }
    }
    return open.values().stream()
        .filter(event -> ProcessHandle.of(event.pid()).map(ProcessHandle::isAlive).orElse(false))
        .max(Comparator.comparingLong(HandlerEvent::epochMs));
  }
}
