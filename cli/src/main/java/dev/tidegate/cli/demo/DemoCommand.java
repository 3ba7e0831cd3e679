package dev.tidegate.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the whole product on this machine: a Redis, a simulated AWS, two runtimes behind its",
      "load balancer, workers, the controller, and a load that rises and falls. One worker is",
      "killed in the middle of a job; one runtime loses its CPU credits and is replaced while",
      "producers call. Everything that it starts it stops, also on Ctrl-C."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int SHORTEST = 45;
  private static final int LONGEST = 3_600;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "Length of the show, at least " + SHORTEST + " (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--json",
      description = "Narrate on standard error, and end with one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep logs, ledger and records in this directory.")
  private @Nullable Path keep;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the simulated AWS's chance (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < SHORTEST || seconds > LONGEST) {
      spec.commandLine()
          .getErr()
          .println("tidegate: --seconds must be " + SHORTEST + ".." + LONGEST);
      return 2;
    }
    Path directory =
        keep == null
            ? Files.createTempDirectory("tidegate-demo-")
            : Files.createDirectories(keep).toAbsolutePath();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter narration = json ? spec.commandLine().getErr() : out;
    Narrator narrator =
        new Narrator(
            line -> {
              narration.println(line);
              narration.flush();
            },
            System::nanoTime);
    try {
      DemoReport report = perform(directory, narrator);
      String line = new ObjectMapper().writeValueAsString(report);
      out.println(json ? line : summary(report));
      out.flush();
      return report.ok() ? 0 : 1;
    } finally {
      if (keep == null) {
        deleteAll(directory);
      }
    }
  }

  private DemoReport perform(Path directory, Narrator narrator)
      throws IOException, InterruptedException {
    DemoSettings settings = new DemoSettings(seconds, directory, 8, 6, 1, 5, 2, seed);
    AtomicReference<@Nullable DemoStage> open = new AtomicReference<>();
    Thread onSignal =
        new Thread(
            () -> {
              DemoStage stage = open.getAndSet(null);
              if (stage != null) {
                stage.close();
              }
            },
            "tidegate-demo-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      DemoStage stage = DemoStage.open(settings, narrator);
      open.set(stage);
      return new DemoRun(settings, narrator).perform(stage);
    } finally {
      DemoStage stage = open.getAndSet(null);
      if (stage != null) {
        stage.close();
      }
    }
  }

  private static String summary(DemoReport report) {
    return String.join(
        System.lineSeparator(),
        "",
        "jobs       "
            + report.jobs().enqueued()
            + " acknowledged, "
            + report.jobs().completed()
            + " completed, "
            + report.jobs().lost()
            + " lost, "
            + report.jobs().duplicateDeliveries()
            + " done twice",
        "workers    "
            + report.workers().min()
            + " to "
            + report.workers().max()
            + ", "
            + report.workers().last()
            + " at the end",
        "recovery   "
            + report.recovery().killedWorkers()
            + " killed, "
            + report.recovery().recoveredJobs()
            + " jobs recovered within "
            + report.recovery().maxSeconds()
            + " s",
        "rotation   "
            + report.rotation().rotations()
            + " runtime replaced, "
            + report.rotation().failedRpcs()
            + " calls failed, "
            + report.rotation().retriedRpcs()
            + " retried, "
            + report.rotation().connectionsMoved()
            + " connections moved",
        "compressed " + report.compressed(),
        report.ok() ? "ok" : "NOT OK: " + String.join("; ", report.problems()));
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException busy) {
                  throw new UncheckedIOException(busy);
                }
              });
    }
  }
}
