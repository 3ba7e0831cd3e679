package dev.tidegate.queue.fleet;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Phase;
import dev.tidegate.queue.connections.ConnectionKeeper;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.time.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second: reads this runtime's directive, converges on it, and writes down how it stands.
 *
 * <p>While the store is away the last directive holds until it is over by itself, and then the
 * runtime serves: a fleet whose controller or registry is gone goes on working.
 */
public final class FleetAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetAgent.class);
  private static final long PERIOD_MS = 1_000;
  private static final long TTL_MS = 5_000;
  private static final long GOODBYE_MS = 1_000;

  private final RuntimeIdentity self;
  private final FleetStore fleet;
  private final ConnectionKeeper keeper;
  private final RuntimeFace face;
  private final InstantSource clock;
  private final Ticker ticker;
  private final StatusWriter writer;
  private final AtomicBoolean reading = new AtomicBoolean();

  private Ticker.Planned turns = () -> {};
  private DirectiveReader.Newest newest = DirectiveReader.Newest.NONE;
  private Optional<Directive> last = Optional.empty();
  private String followed = "";
  private String advertised = "";
  private volatile Phase phase = Phase.PHASE_STARTING;
  private volatile boolean stopping;
  private volatile boolean closed;

  public FleetAgent(
      RuntimeIdentity self,
      FleetStore fleet,
      ConnectionKeeper keeper,
      RuntimeFace face,
      InstantSource clock,
      Ticker ticker) {
    this.self = self;
    this.fleet = fleet;
    this.keeper = keeper;
    this.face = face;
    this.clock = clock;
    this.ticker = ticker;
    this.writer = new StatusWriter(self, keeper);
  }

  /** Begins; the first status is written at once. */
  public void start() {
    phase = Phase.PHASE_SERVING;
    turn();
    turns = ticker.every(PERIOD_MS, 0.1, this::turn);
  }

  /** From now on no directive is followed: the process goes, and says so. */
  public void stopping() {
    stopping = true;
    phase = Phase.PHASE_STOPPING;
    turn();
  }

  private void turn() {
    if (!reading.compareAndSet(false, true)) {
      return; // the last reading is still under way; its answer will be as good
    }
    fleet
        .directives(FleetStore.DirectiveKind.RUNTIME)
        .whenComplete(
            (directives, problem) -> {
              try {
                follow(directives);
              } catch (RuntimeException defect) {
                LOG.error("a directive could not be followed", defect);
              } finally {
                reading.set(false);
              }
            });
  }

  /**
   * @param directives null = the store is away: what was read last holds
   */
  private synchronized void follow(@Nullable List<FleetStore.StoredDirective> directives) {
    if (directives != null) {
      last = mine(directives);
    }
    long now = clock.millis();
    DirectiveReader.Reading reading = DirectiveReader.read(last, newest, self.bootId(), now);
    newest = reading.newest();
    if (!stopping) {
      converge(reading);
    }
    if (!closed) {
      publish(now);
    }
  }

  private Optional<Directive> mine(List<FleetStore.StoredDirective> directives) {
    for (FleetStore.StoredDirective stored : directives) {
      if (stored.id().equals(self.runtimeId())) {
        try {
          return Optional.of(Directive.parseFrom(stored.value().array()));
        } catch (InvalidProtocolBufferException unreadable) {
          LOG.warn("the directive for this runtime cannot be read; it is left alone");
        }
      }
    }
    return Optional.empty();
  }

  private void converge(DirectiveReader.Reading reading) {
    Optional<Directive> directive = reading.inForce();
    boolean drains = Goals.drains(directive);
    keeper.converge(Goals.of(directive));
    face.drain(drains, reading.why());
    phase = drains ? Phase.PHASE_DRAINING : Phase.PHASE_SERVING;
    directive
        .map(Directive::getAdvertisedAddress)
        .filter(address -> !address.isEmpty())
        .ifPresent(address -> advertised = address);
    String now =
        directive
            .map(d -> d.getMode() + " of epoch " + d.getEpoch() + ": " + d.getReason())
            .orElse("plain serving: " + reading.why());
    if (!now.equals(followed)) {
      LOG.info("runtime {} now follows {}", self.runtimeId(), now);
      followed = now;
    }
  }

  private void publish(long nowMs) {
    Payload status =
        Payload.wrap(
            writer
                .status(nowMs)
                .setPhase(phase)
                .setObservedEpoch(newest.epoch())
                .setObservedGeneration(newest.generation())
                .setStoreReady(face.isStoreReady())
                .setHeldJobs(face.heldJobs())
                .setAdvertisedAddress(advertised)
                .build()
                .toByteArray());
    write(FleetStore.Kind.RUNTIME, status);
    write(FleetStore.Kind.CONNECTIONS, Payload.wrap(writer.connections(nowMs).toByteArray()));
  }

  private void write(FleetStore.Kind kind, Payload value) {
    fleet
        .publish(kind, self.runtimeId(), value, TTL_MS)
        .whenComplete(
            (done, problem) -> {
              if (problem != null) {
                LOG.debug("the status could not be written: {}", problem.getMessage());
              }
            });
  }

  /** Leaves the fleet at once instead of by time. Waits at most a second. */
  @Override
  public void close() {
    turns.cancel();
    closed = true;
    stopping = true;
    CompletableFuture<Void> gone =
        CompletableFuture.allOf(
            fleet.withdraw(FleetStore.Kind.RUNTIME, self.runtimeId()).toCompletableFuture(),
            fleet.withdraw(FleetStore.Kind.CONNECTIONS, self.runtimeId()).toCompletableFuture());
    try {
      gone.get(GOODBYE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException away) {
      LOG.debug("the fleet will notice by time that this runtime is gone");
    }
  }
}
