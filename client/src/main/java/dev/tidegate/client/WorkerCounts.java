package dev.tidegate.client;

import dev.tidegate.client.lease.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/** Counts of a worker: written by its loop thread, read by anyone. */
final class WorkerCounts implements Outcome.Form<AtomicLong> {
  private final AtomicLong streams = new AtomicLong();
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong released = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong leasesLost = new AtomicLong();
  private volatile boolean connected;
  private volatile int busySlots;

  void connected(boolean now) {
    if (now) {
      streams.incrementAndGet();
    }
    connected = now;
  }

  void busy(int slots) {
    busySlots = slots;
  }

  void leaseLost() {
    leasesLost.incrementAndGet();
  }

  void refused() {
    refused.incrementAndGet();
  }

  void settled(Outcome outcome) {
    outcome.as(this).incrementAndGet();
  }

  WorkerStats stats() {
    return new WorkerStats(
        connected,
        streams.get(),
        busySlots,
        acked.get(),
        failed.get(),
        released.get(),
        refused.get(),
        leasesLost.get());
  }

  @Override
  public AtomicLong ack(Outcome.Ack ack) {
    return acked;
  }

  @Override
  public AtomicLong fail(Outcome.Fail fail) {
    return failed;
  }

  @Override
  public AtomicLong release(Outcome.Release release) {
    return released;
  }
}
