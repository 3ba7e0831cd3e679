package dev.tidegate.queue.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidegate.proto.queue.v1.Operation;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import dev.tidegate.queue.time.Ticker;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Long work on a queue, done here in small paced steps and shown to the whole fleet.
 *
 * <p>An operation belongs to the runtime that began it. If that runtime dies, its entry vanishes
 * within {@link #RUNNING_TTL_MS}; repeating the request goes on where it stood, or begins again:
 * every step is idempotent, so that is safe.
 */
public final class Operations implements AutoCloseable {
  private static final int MOST_RUNNING = 32;
  private static final long RUNNING_TTL_MS = 60_000;
  private static final long ENDED_TTL_MS = Check.DAY_MS;

  private final FleetStore fleet;
  private final Ticker ticker;
  private final InstantSource clock;
  private final Map<String, OperationRun> running = new ConcurrentHashMap<>();

  public Operations(FleetStore fleet, Ticker ticker, InstantSource clock) {
    this.fleet = fleet;
    this.ticker = ticker;
    this.clock = clock;
  }

  /** One bounded step from a cursor. */
  interface Step {
    CompletionStage<Done> run(String cursor, int limit);

    /**
     * @param nextCursor where to go on; empty = that was all
     */
    record Done(int moved, int skipped, String nextCursor) {}
  }

  /** Begins an operation, or answers the one that runs or ended under the same id. */
  CompletionStage<Operation> begin(Operation wanted, Step step) {
    String id = entryId(wanted.getQueue(), wanted.getOperationId());
    OperationRun here = running.get(id);
    if (here != null) {
      return CompletableFuture.completedFuture(here.operation());
    }
    return entry(id)
        .thenApply(
            known -> {
              boolean stands =
                  known.isPresent() && known.get().getState() != Operation.State.STATE_FAILED;
              return stands ? known.get() : start(id, known.orElse(wanted), wanted, step);
            });
  }

  private Operation start(String id, Operation from, Operation wanted, Step step) {
    if (running.size() >= MOST_RUNNING) {
      throw new Refused(Problems.BUSY);
    }
    Operation begun =
        wanted.toBuilder()
            .setState(Operation.State.STATE_RUNNING)
            .setCursor(from.getCursor())
            .setDone(from.getDone())
            .setSkipped(from.getSkipped())
            .setStartedAtMs(clock.millis())
            .build();
    OperationRun run = new OperationRun(begun, step, ticker, clock, this::isCancelled, this::show);
    OperationRun before = running.putIfAbsent(id, run);
    if (before != null) {
      return before.operation();
    }
    run.start();
    return run.operation();
  }

  /** Fails with OPERATION_NOT_FOUND. */
  CompletionStage<Operation> get(String queue, String operationId) {
    String id = entryId(queue, operationId);
    OperationRun here = running.get(id);
    return here != null
        ? CompletableFuture.completedFuture(here.operation())
        : entry(id)
            .thenApply(known -> known.orElseThrow(() -> new Refused(Problems.OPERATION_NOT_FOUND)));
  }

  /** Asks whoever runs it to stop; answers how it stands now. */
  CompletionStage<Operation> cancel(String queue, String operationId) {
    String id = entryId(queue, operationId);
    OperationRun here = running.get(id);
    if (here != null) {
      here.cancel();
      return CompletableFuture.completedFuture(here.operation());
    }
    return get(queue, operationId)
        .thenCompose(
            known ->
                known.getState() == Operation.State.STATE_RUNNING
                    ? fleet
                        .publish(
                            FleetStore.Kind.OPERATION,
                            cancelId(id),
                            Payload.empty(),
                            RUNNING_TTL_MS)
                        .thenApply(done -> known)
                    : CompletableFuture.completedFuture(known));
  }

  private CompletionStage<Boolean> isCancelled(Operation operation) {
    String id = entryId(operation.getQueue(), operation.getOperationId());
    return fleet.entry(FleetStore.Kind.OPERATION, cancelId(id)).thenApply(Optional::isPresent);
  }

  private CompletionStage<Void> show(Operation operation) {
    String id = entryId(operation.getQueue(), operation.getOperationId());
    boolean runs = operation.getState() == Operation.State.STATE_RUNNING;
    if (!runs) {
      running.remove(id);
    }
    return fleet.publish(
        FleetStore.Kind.OPERATION,
        id,
        Payload.wrap(operation.toByteArray()),
        runs ? RUNNING_TTL_MS : ENDED_TTL_MS);
  }

  private CompletionStage<Optional<Operation>> entry(String id) {
    return fleet
        .entry(FleetStore.Kind.OPERATION, id)
        .thenApply(found -> found.map(Operations::parse));
  }

  private static Operation parse(Payload entry) {
    try {
      return Operation.parseFrom(entry.array());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("an operation's entry cannot be read", unreadable);
    }
  }

  private static String entryId(String queue, String operationId) {
    return queue + "/" + operationId;
  }

  private static String cancelId(String entryId) {
    return entryId + "/cancel";
  }

  /** Ends what runs here as failed, so that a repeated request goes on from where it stood. */
  @Override
  public void close() {
    running
        .values()
        .forEach(run -> run.abandon("the runtime stopped; repeat the request to go on"));
  }
}
