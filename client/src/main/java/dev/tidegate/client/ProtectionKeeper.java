package dev.tidegate.client;

import dev.tidegate.client.internal.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the protection while long work runs: taken before the first long job starts, renewed while
 * any runs, lifted once none did for a while. Without the pause between, a worker with job after
 * job would ask the agent twice for each.
 */
final class ProtectionKeeper implements AutoCloseable {
  /** How long no long job must have run before the protection is lifted. */
  private static final Duration CALM = Duration.ofSeconds(5);

  /** Protection beyond a lease, so that renewals are rare. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final @Nullable BusyProtection protection;
  private final Duration longWork;
  private final Duration calm;
  private final LongSupplier nanos;
  private final BiConsumer<String, Throwable> trouble;
  private final @Nullable Loop timer;

  private int running;
  private long lastEndNanos;
  private boolean held;
  private long heldUntilNanos;
  private Duration longestLease = Duration.ZERO;

  /**
   * @param protection empty: nothing is ever done
   * @param longWork leases longer than this are protected
   */
  static ProtectionKeeper of(
      Optional<BusyProtection> protection,
      Duration longWork,
      LongSupplier nanos,
      BiConsumer<String, Throwable> trouble) {
    return new ProtectionKeeper(protection.orElse(null), longWork, CALM, nanos, trouble);
  }

  ProtectionKeeper(
      @Nullable BusyProtection protection,
      Duration longWork,
      Duration calm,
      LongSupplier nanos,
      BiConsumer<String, Throwable> trouble) {
    this.protection = protection;
    this.longWork = longWork;
    this.calm = calm;
    this.nanos = nanos;
    this.trouble = trouble;
    this.timer =
        protection == null
            ? null
            : new Loop(
                "tidegate-worker-protection",
                true,
                e -> trouble.accept("defect in the keeping of scale-in protection", e));
  }

  /**
   * On a handler's thread, before its work: returns once the protection holds, or cannot be had.
   */
  void before(Duration lease) {
    if (isLong(lease)) {
      synchronized (this) {
        running++;
        longestLease = lease.compareTo(longestLease) > 0 ? lease : longestLease;
        extendIfDue(lease);
      }
    }
  }

  /** On a handler's thread, after its work. */
  void after(Duration lease) {
    if (isLong(lease)) {
      synchronized (this) {
        running--;
        lastEndNanos = nanos.getAsLong();
      }
    }
  }

  /** Lifts what is held. */
  @Override
  public void close() {
    if (timer != null) {
      timer.shutdown();
      synchronized (this) {
        lift();
      }
    }
  }

  private boolean isLong(Duration lease) {
    return protection != null && lease.compareTo(longWork) > 0;
  }

  /** Asks for protection over {@code lease} unless what is held covers it. Holds the lock. */
  private void extendIfDue(Duration lease) {
    long now = nanos.getAsLong();
    if (protection == null || (held && heldUntilNanos - now > lease.toNanos())) {
      return;
    }
    Duration length = lease.plus(MARGIN);
    try {
      protection.protect(length);
      heldUntilNanos = now + length.toNanos();
      if (!held) {
        held = true;
        lookAgain();
      }
    } catch (IOException | RuntimeException e) {
      trouble.accept("no scale-in protection; work goes on without", e);
    }
  }

  private void lookAgain() {
    if (timer != null) {
      timer.after(calm, this::look);
    }
  }

  /** Renews while busy, lifts when calm, and comes back until lifted. */
  private synchronized void look() {
    if (running > 0) {
      extendIfDue(longestLease);
    } else if (nanos.getAsLong() - lastEndNanos >= calm.toNanos()) {
      lift();
    }
    if (held) {
      lookAgain();
    }
  }

  private void lift() {
    if (held && protection != null) {
      held = false;
      longestLease = Duration.ZERO;
      try {
        protection.unprotect();
      } catch (IOException | RuntimeException e) {
        trouble.accept("scale-in protection not lifted; it ends by itself", e);
      }
    }
  }
}
