package dev.tidegate.queue.store;

import dev.tidegate.queue.model.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The registry that runtimes, workers and the controller meet in. All writes work while the store
 * is out of memory for jobs: the fleet must not vanish because a queue is full. Values are opaque.
 * Stages fail with {@link StoreException} only.
 */
public interface FleetStore {
  /** Families of entries, each under its own time to live. */
  enum Kind {
    /** A runtime's status, by runtime id. */
    RUNTIME,
    /** The connections of a runtime, by runtime id. */
    CONNECTIONS,
    /** A worker session, by session and runtime id. */
    SESSION,
    /** A redrive or purge and how far it is, by queue and operation id. */
    OPERATION,
    /** Why a job in flight is to be cancelled, by queue and job id. */
    CANCEL_REASON
  }

  /** Writes an entry that vanishes {@code ttlMs} after its last write. */
  CompletionStage<Void> publish(Kind kind, String id, Payload value, long ttlMs);

  /** Removes an entry at once (a clean stop). */
  CompletionStage<Void> withdraw(Kind kind, String id);

  /** All living entries of a kind, at most 10,000. */
  CompletionStage<Map<String, Payload>> entries(Kind kind);

  CompletionStage<Optional<Payload>> entry(Kind kind, String id);

  /** Families of instructions, fenced by the leader's epoch. */
  enum DirectiveKind {
    /** By runtime id. */
    RUNTIME,
    /** A worker drain, by ECS task ARN. */
    WORKER
  }

  /**
   * An instruction in force.
   *
   * @param id whom it is for
   * @param epoch of the leader that wrote it
   * @param value opaque
   */
  record StoredDirective(String id, long epoch, Payload value) {}

  /**
   * Writes instructions, all or none; each vanishes {@code ttlMs} from now. Fails with STALE_EPOCH
   * if a newer epoch was ever seen.
   */
  CompletionStage<Void> putDirectives(
      DirectiveKind kind, long epoch, Map<String, Payload> values, long ttlMs);

  /** Removes instructions; same fencing. */
  CompletionStage<Void> removeDirectives(DirectiveKind kind, long epoch, List<String> ids);

  CompletionStage<List<StoredDirective>> directives(DirectiveKind kind);

  /** Break-glass: removes every instruction of the kind whatever its epoch; answers how many. */
  CompletionStage<Integer> clearDirectives(DirectiveKind kind);

  /**
   * The leader lease.
   *
   * @param granted the caller holds it now
   * @param holder who holds it
   * @param epoch max(stored + 1, the store's clock in microseconds) at each change of holder
   * @param expiresAtMs by the store's clock
   * @param remainingMs from now
   * @param previousExpiredAtMs end of the lease of the holder before; 0 = none known
   */
  record LeaderLease(
      boolean granted,
      String holder,
      long epoch,
      long expiresAtMs,
      long remainingMs,
      long previousExpiredAtMs) {}

  /** Takes or renews the lease if it is free, over, or held by the same holder. */
  CompletionStage<LeaderLease> acquireLeadership(String holder, long leaseMs);

  /** Gives the lease up if holder and epoch match; otherwise does nothing. */
  CompletionStage<Void> releaseLeadership(String holder, long epoch);

  /**
   * A note that outlives the controller.
   *
   * @param key unique
   * @param value opaque, at most 64 KiB
   * @param epoch of the writer
   * @param writtenAtMs by the store's clock
   */
  record JournalEntry(String key, Payload value, long epoch, long writtenAtMs) {}

  /** Epoch-fenced like directives. At most 1,000 keys. */
  CompletionStage<JournalEntry> putJournal(String key, Payload value, long epoch);

  CompletionStage<Void> deleteJournal(String key, long epoch);

  CompletionStage<List<JournalEntry>> journal(String prefix);

  /** The store's clock, epoch milliseconds. */
  CompletionStage<Long> nowMs();
}
