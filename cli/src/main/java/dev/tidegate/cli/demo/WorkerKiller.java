package dev.tidegate.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends SIGKILL to a worker process that is in the middle of a long job. */
final class WorkerKiller {
  private final WorkRecords records;
  private final Narrator narrator;
  private final List<Tally.Kill> kills = new ArrayList<>();

  WorkerKiller(WorkRecords records, Narrator narrator) {
    this.records = records;
    this.narrator = narrator;
  }

  /** Kills one if one is at a long job just now; answers whether it did. */
  boolean tryOnce() throws IOException {
    Optional<HandlerEvent> victim = records.newestOpen(DemoProducer.LONG_PREFIX);
    if (victim.isEmpty()) {
      return false;
    }
    long pid = victim.get().pid();
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || !process.get().destroyForcibly()) {
      return false;
    }
    kills.add(new Tally.Kill(pid, System.currentTimeMillis()));
    narrator.say(
        "FAULT: SIGKILL to worker process " + pid + ", in the middle of " + victim.get().jobId());
    return true;
  }

  List<Tally.Kill> kills() {
    return List.copyOf(kills);
  }
}
