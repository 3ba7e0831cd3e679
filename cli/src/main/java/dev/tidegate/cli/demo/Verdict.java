package dev.tidegate.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts the figures together and says whether they are good enough to be shown. */
final class Verdict {
  private static final String COMPRESSED =
      "controller pass 1 s (15 s), scale-in window 6 s (5 min), healthy for 3 s (60 s), lease floor"
          + " 3 s (10 s), metric periods 1 to 5 s (1 to 5 min), balancer lag 5 to 6 s (2 to 3 min)";

  private final DemoSettings settings;
  private final Census workers;
  private final Census runtimes;

  Verdict(DemoSettings settings, Census workers, Census runtimes) {
    this.settings = settings;
    this.workers = workers;
    this.runtimes = runtimes;
  }

  DemoReport report(
      long movedConnections,
      Set<String> deadLetters,
      List<Tally.Kill> kills,
      List<DemoProducer> producers,
      int lastWorkers)
      throws IOException {
    Tally tally =
        Tally.of(
            AckLog.readAll(settings.acknowledged()),
            new WorkRecords(settings.records()).read(),
            deadLetters,
            kills);
    long failed = producers.stream().mapToLong(DemoProducer::failedCalls).sum();
    long retried = producers.stream().mapToLong(DemoProducer::retriedCalls).sum();
    DemoReport.Workers counted =
        new DemoReport.Workers(workers.least(), workers.most(), lastWorkers);
    DemoReport.Rotation rotation =
        new DemoReport.Rotation(runtimes.replaced(), failed, retried, movedConnections);
    List<String> problems = problems(tally, counted, rotation, kills);
    return new DemoReport(
        new DemoReport.Jobs(
            tally.enqueued(),
            tally.completed(),
            tally.dead(),
            tally.lost(),
            tally.duplicateDeliveries()),
        counted,
        new DemoReport.Recovery(
            kills.size(), tally.recoveredJobs(), tally.slowestRecoveryMs() / 1_000.0),
        rotation,
        COMPRESSED,
        problems,
        problems.isEmpty());
  }

  private List<String> problems(
      Tally tally,
      DemoReport.Workers counted,
      DemoReport.Rotation rotation,
      List<Tally.Kill> kills) {
    List<String> problems = new ArrayList<>();
    check(problems, tally.lost() == 0, tally.lost() + " acknowledged jobs are lost");
    check(problems, tally.dead() == 0, tally.dead() + " jobs are dead");
    check(
        problems,
        tally.enqueued() >= DemoSettings.LEAST_JOBS,
        "only " + tally.enqueued() + " jobs: fewer than " + DemoSettings.LEAST_JOBS);
    check(
        problems,
        settings.producers() >= DemoSettings.LEAST_PRODUCERS,
        "fewer than " + DemoSettings.LEAST_PRODUCERS + " producers");
    check(
        problems,
        counted.max() >= DemoSettings.LEAST_PEAK_WORKERS,
        "never more than " + counted.max() + " workers");
    check(
        problems,
        counted.last() == settings.fewest(),
        counted.last() + " workers at the end, not " + settings.fewest());
    check(problems, !kills.isEmpty(), "no worker was killed in the middle of a job");
    check(problems, tally.recoveredJobs() >= 1, "no job was recovered from a killed worker");
    check(problems, rotation.rotations() >= 1, "no runtime was rotated");
    check(problems, rotation.failedRpcs() == 0, rotation.failedRpcs() + " calls failed");
    check(problems, rotation.connectionsMoved() >= 1, "no connection moved");
    return problems;
  }

  private static void check(List<String> problems, boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }
}
