package dev.tidegate.queue.store;

import dev.tidegate.queue.model.Payload;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The fleet port's model, from plain collections. Stages are complete when they are returned. */
public final class MemoryFleetStore implements FleetStore {
  private record Timed(long epoch, Payload value, long endsAtMs) {}

  private final InstantSource clock;
  private final Map<Kind, Map<String, Timed>> entries = new TreeMap<>();
  private final Map<DirectiveKind, Map<String, Timed>> directives = new TreeMap<>();
  private final Map<String, JournalEntry> journal = new TreeMap<>();
  private long seenEpoch;
  private String holder = "";
  private long leaderEpoch;
  private long leaseEndMs;
  private long previousEndMs;

  /**
   * @param clock the store's clock
   */
  public MemoryFleetStore(InstantSource clock) {
    this.clock = clock;
  }

  private synchronized <T> CompletionStage<T> call(Supplier<T> body) {
    try {
      return CompletableFuture.completedFuture(body.get());
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Void> run(Runnable body) {
    return call(
        () -> {
          body.run();
          return null;
        });
  }

  private void fence(long epoch) {
    if (epoch < Math.max(seenEpoch, leaderEpoch)) {
      throw new StoreException(
          StoreException.Kind.STALE_EPOCH, "a newer leader has written: epoch " + epoch);
    }
    seenEpoch = epoch;
  }

  @Override
  public CompletionStage<Void> publish(Kind kind, String id, Payload value, long ttlMs) {
    return run(() -> of(kind).put(id, new Timed(0, value, clock.millis() + ttlMs)));
  }

  @Override
  public CompletionStage<Void> withdraw(Kind kind, String id) {
    return run(() -> of(kind).remove(id));
  }

  @Override
  public CompletionStage<Map<String, Payload>> entries(Kind kind) {
    return call(
        () -> {
          Map<String, Payload> living = new LinkedHashMap<>();
          alive(of(kind)).forEach((id, timed) -> living.put(id, timed.value()));
          return living;
        });
  }

  @Override
  public CompletionStage<Optional<Payload>> entry(Kind kind, String id) {
    return call(() -> Optional.ofNullable(alive(of(kind)).get(id)).map(Timed::value));
  }

  private Map<String, Timed> of(Kind kind) {
    return entries.computeIfAbsent(kind, key -> new TreeMap<>());
  }

  private Map<String, Timed> of(DirectiveKind kind) {
    return directives.computeIfAbsent(kind, key -> new TreeMap<>());
  }

  private Map<String, Timed> alive(Map<String, Timed> all) {
    all.values().removeIf(timed -> timed.endsAtMs() <= clock.millis());
    return all;
  }

  @Override
  public CompletionStage<Void> putDirectives(
      DirectiveKind kind, long epoch, Map<String, Payload> values, long ttlMs) {
    return run(
        () -> {
          fence(epoch);
          values.forEach(
              (id, value) -> of(kind).put(id, new Timed(epoch, value, clock.millis() + ttlMs)));
        });
  }

  @Override
  public CompletionStage<Void> removeDirectives(DirectiveKind kind, long epoch, List<String> ids) {
    return run(
        () -> {
          fence(epoch);
          ids.forEach(of(kind)::remove);
        });
  }

  @Override
  public CompletionStage<List<StoredDirective>> directives(DirectiveKind kind) {
    return call(
        () ->
            alive(of(kind)).entrySet().stream()
                .map(
                    entry ->
                        new StoredDirective(
                            entry.getKey(), entry.getValue().epoch(), entry.getValue().value()))
                .toList());
  }

  @Override
  public CompletionStage<Integer> clearDirectives(DirectiveKind kind) {
    return call(
        () -> {
          int removed = alive(of(kind)).size();
          of(kind).clear();
          return removed;
        });
  }

  @Override
  public CompletionStage<LeaderLease> acquireLeadership(String asker, long leaseMs) {
    return call(
        () -> {
          long now = clock.millis();
          boolean living = leaseEndMs > now;
          if (living && !holder.equals(asker)) {
            return lease(false, now);
          }
          if (!living || !holder.equals(asker)) {
            previousEndMs = holder.isEmpty() ? 0 : leaseEndMs;
            leaderEpoch = Math.max(Math.max(leaderEpoch, seenEpoch) + 1, now * 1_000);
            holder = asker;
          }
          leaseEndMs = now + leaseMs;
          return lease(true, now);
        });
  }

  private LeaderLease lease(boolean granted, long now) {
    return new LeaderLease(
        granted, holder, leaderEpoch, leaseEndMs, leaseEndMs - now, previousEndMs);
  }

  @Override
  public CompletionStage<Void> releaseLeadership(String asker, long epoch) {
    return run(
        () -> {
          if (holder.equals(asker) && epoch == leaderEpoch) {
            leaseEndMs = Math.min(leaseEndMs, clock.millis());
          }
        });
  }

  @Override
  public CompletionStage<JournalEntry> putJournal(String key, Payload value, long epoch) {
    return call(
        () -> {
          fence(epoch);
          if (journal.size() >= 1_000 && !journal.containsKey(key)) {
            throw new StoreException(StoreException.Kind.FULL, "the journal holds 1000 keys");
          }
          JournalEntry entry = new JournalEntry(key, value, epoch, clock.millis());
          journal.put(key, entry);
          return entry;
        });
  }

  @Override
  public CompletionStage<Void> deleteJournal(String key, long epoch) {
    return run(
        () -> {
          fence(epoch);
          journal.remove(key);
        });
  }

  @Override
  public CompletionStage<List<JournalEntry>> journal(String prefix) {
    return call(
        () -> journal.values().stream().filter(entry -> entry.key().startsWith(prefix)).toList());
  }

  @Override
  public CompletionStage<Long> nowMs() {
    return call(clock::millis);
  }
}
