package dev.tidegate.controller.loop;

import dev.tidegate.controller.act.Gate;
import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.plan.Leadership;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.PortException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lease that makes this controller the leader. Its end is reckoned on the local monotonic clock
 * from before the call that got it, so it is never believed longer than it lasts. AWS is called
 * only while more than a call's time is left, and a new leader first waits until its predecessor's
 * last call must have ended.
 */
public final class LeaderLease implements Gate {
  private final Fleet fleet;
  private final String holder;
  private final ControllerSpec spec;
  private final LongSupplier nanos;
  private final InstantSource clock;

  private boolean held;
  private boolean unreachable;
  private boolean everLed;
  private long epoch;
  private long endsAtNanos;
  private long grantedAtNanos;
  private Instant storeAtGrant = Instant.EPOCH;
  private Instant cloudFrom = Instant.EPOCH;
  private String note = "not asked yet";

  public LeaderLease(
      Fleet fleet, String holder, ControllerSpec spec, LongSupplier nanos, InstantSource clock) {
    this.fleet = fleet;
    this.holder = holder;
    this.spec = spec;
    this.nanos = nanos;
    this.clock = clock;
  }

  /** Takes or renews the lease; answers whether it is held and whether its epoch is new. */
  public boolean acquire() {
    long asked = nanos.getAsLong();
    long before = epoch;
    try {
      Fleet.Lease lease = fleet.acquire(holder, spec.lease());
      held = true;
      unreachable = false;
      everLed = true;
      epoch = lease.epoch();
      grantedAtNanos = asked;
      endsAtNanos = asked + lease.remaining().toNanos();
      storeAtGrant = lease.storeNow();
      if (epoch != before) {
        cloudFrom = lease.previousEnd().plus(spec.awsTimeout());
      }
      note = holder;
    } catch (PortException e) {
      unreachable = e.kind() != FailureKind.NOT_LEADER;
      if (!unreachable) {
        held = false;
        everLed = false;
      }
      note = e.summary();
    }
    return held && epoch != before;
  }

  /** Gives it up, so that a successor need not wait. */
  public void release() {
    if (held && left().toNanos() > 0) {
      try {
        fleet.release(holder, epoch);
      } catch (PortException e) {
        note = "not released: " + e.summary();
      }
    }
    held = false;
  }

  public Leadership leadership() {
    return new Leadership(
        fleetClosed().isEmpty(), incumbent(), cloudClosed().isEmpty(), epoch, storeNow(), note);
  }

  private Duration left() {
    return Duration.ofNanos(endsAtNanos - nanos.getAsLong());
  }

  @Override
  public Optional<String> fleetClosed() {
    if (!held) {
      return Optional.of("does not lead: " + note);
    }
    return left().isNegative() || left().isZero()
        ? Optional.of("the lease is over: " + note)
        : Optional.empty();
  }

  @Override
  public Optional<String> cloudClosed() {
    Optional<String> closed = fleetClosed();
    if (closed.isPresent()) {
      return closed;
    }
    if (left().compareTo(spec.awsTimeout()) <= 0) {
      return Optional.of("the lease ends before a call would");
    }
    return storeNow().isBefore(cloudFrom)
        ? Optional.of("waits until " + cloudFrom + " for its predecessor's last call")
        : Optional.empty();
  }

  @Override
  public boolean incumbent() {
    return everLed && unreachable;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Instant storeNow() {
    @Nullable Instant granted = storeAtGrant.equals(Instant.EPOCH) ? null : storeAtGrant;
    return granted == null
        ? clock.instant()
        : granted.plusNanos(nanos.getAsLong() - grantedAtNanos);
  }

  @Override
  public void lost(String why) {
    held = false;
    everLed = false;
    note = why;
  }
}
