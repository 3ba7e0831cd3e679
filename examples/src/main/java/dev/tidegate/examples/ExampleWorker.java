package dev.tidegate.examples;

import dev.tidegate.client.Endpoint;
import dev.tidegate.client.JobHandler;
import dev.tidegate.client.Worker;
import dev.tidegate.client.WorkerBuilder;
import dev.tidegate.examples.fibonacci.FibonacciHandler;
import dev.tidegate.examples.files.FilesHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Runs {@code fibonacci} and {@code files} jobs until it is told to end: SIGTERM and a runtime's
 * word both drain it. Exit code 0 after a drain by a runtime, 143 after SIGTERM, 2 on a mistake in
 * the command line.
 */
public final class ExampleWorker {
  private static final Duration A_LONG_TIME = Duration.ofDays(3_650);

  private ExampleWorker() {}

  public static void main(String[] args) throws InterruptedException {
    Worker worker;
    ExampleOptions options;
    try {
      options = ExampleOptions.parse(args);
      worker = worker(options);
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("ExampleWorker: " + e.getMessage());
      System.err.println(ExampleOptions.USAGE);
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(worker, options), "drain"));
    worker.start().awaitEnd(A_LONG_TIME);
  }

  private static Worker worker(ExampleOptions options) throws IOException {
    UnaryOperator<JobHandler> onRecord = UnaryOperator.identity();
    if (options.record().isPresent()) {
      RunRecord record = new RunRecord(options.record().get(), InstantSource.system());
      onRecord = record::recording;
    }
    WorkerBuilder builder =
        Worker.builder(Endpoint.plaintext(options.target()).named("example-worker"))
            .slots(options.slots())
            .handler(FibonacciHandler.TYPE, onRecord.apply(new FibonacciHandler()))
            .handler(FilesHandler.TYPE, onRecord.apply(new FilesHandler(options.filesRoot())));
    options.queues().forEach(builder::queue);
    return builder.build();
  }

  private static void drain(Worker worker, ExampleOptions options) {
    try {
      if (!worker.hasEnded()) {
        // The JDK's logging is being shut down at the same time: this goes out by itself.
        System.err.println("ExampleWorker: " + worker.drain(options.drain()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
