package dev.tidegate.cli.demo;

import dev.tidegate.client.Endpoint;
import dev.tidegate.client.JobSpec;
import dev.tidegate.client.Producer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;

/**
 * One producer with a connection of its own: calls at the rate that the load shape says, and writes
 * down what was acknowledged to it.
 */
final class DemoProducer {
  static final String QUEUE = "fib";
  static final String LONG_PREFIX = "long-";

  private static final double LONG_SHARE = 0.01;
  private static final Duration LONG_WORK = Duration.ofSeconds(2);
  private static final int SHORT_LEAST_MS = 20;
  private static final int SHORT_SPREAD_MS = 60;
  private static final long SLOWEST_PAUSE_NANOS = 500_000_000L;
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(20);
  private static final long LAST_CALLS_MS = 25_000;

  private final int number;
  private final Random random;
  private final Producer producer;
  private final AckLog log;
  private final AtomicLong failed = new AtomicLong();
  private final Queue<CompletableFuture<Boolean>> open = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  DemoProducer(int number, String target, Path directory, DoubleUnaryOperator jobsPerSecond)
      throws IOException {
    this.number = number;
    this.random = new Random(number);
    this.log = new AckLog(directory.resolve("producer-" + number + ".ids"));
    this.producer =
        Producer.builder(Endpoint.plaintext(target).named("demo-producer-" + number))
            .deadline(CALL_DEADLINE)
            .build();
    this.thread = new Thread(() -> run(jobsPerSecond), "demo-producer-" + number);
  }

  void start() {
    thread.start();
  }

  private void run(DoubleUnaryOperator jobsPerSecond) {
    long start = System.nanoTime();
    long next = start;
    for (long sequence = 0; !stopping; sequence++) {
      enqueue(sequence);
      double rate = jobsPerSecond.applyAsDouble((System.nanoTime() - start) / 1e9);
      next += Math.min(SLOWEST_PAUSE_NANOS, (long) (1e9 / rate));
      for (long wait = next - System.nanoTime(); wait > 0 && !stopping; ) {
        LockSupport.parkNanos(wait);
        wait = next - System.nanoTime();
      }
    }
  }

  private void enqueue(long sequence) {
    boolean isLong = random.nextDouble() < LONG_SHARE;
    Duration work =
        isLong ? LONG_WORK : Duration.ofMillis(SHORT_LEAST_MS + random.nextInt(SHORT_SPREAD_MS));
    String id = (isLong ? LONG_PREFIX : "job-") + number + "-" + sequence;
    JobSpec job =
        JobSpec.of(QUEUE, "fibonacci")
            .id(id)
            .text(Integer.toString(1_000 + random.nextInt(9_000)))
            .header("work", "waiting")
            .expectedDuration(work)
            .build();
    CompletableFuture<Boolean> answer =
        producer.enqueue(job).handle((accepted, refused) -> answered(id, refused == null));
    open.add(answer);
    open.removeIf(CompletableFuture::isDone);
  }

  private boolean answered(String id, boolean accepted) {
    if (accepted) {
      log.acknowledged(id);
    } else {
      failed.incrementAndGet();
    }
    return accepted;
  }

  /** Calls whose future failed, counted here and not by the client. */
  long failedCalls() {
    return failed.get();
  }

  long retriedCalls() {
    return producer.stats().retried();
  }

  /** Ends after the calls under way have got their answers, or their deadline. */
  void leave() throws IOException, InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join(LAST_CALLS_MS);
    CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, LAST_CALLS_MS, TimeUnit.MILLISECONDS)
        .join();
    producer.close();
    log.close();
  }
}
