package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.store.FleetStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.CommandArguments;

/** The fleet's registry; see {@code fleet.lua} for its keys. */
final class RedisFleetStore implements FleetStore {
  private static final int EPOCH_DIGITS = 16;
  private static final int INSTANT_DIGITS = 13;

  private final Lanes lanes;
  private final FunctionCalls calls;
  private final byte[] key;

  RedisFleetStore(Lanes lanes, FunctionCalls calls, byte[] key) {
    this.lanes = lanes;
    this.calls = calls;
    this.key = key;
  }

  private CommandArguments timed(RedisFunction function) {
    return calls.timed(function, key);
  }

  private CompletableFuture<Void> send(CommandArguments command) {
    return Failures.done(lanes.call(command), () -> {});
  }

  private static byte[] name(Kind kind) {
    return Replies.bytes(kind.name().toLowerCase(Locale.ROOT));
  }

  private static byte[] name(DirectiveKind kind) {
    return Replies.bytes("directive-" + kind.name().toLowerCase(Locale.ROOT));
  }

  // ---- entries

  @Override
  public CompletionStage<Void> publish(Kind kind, String id, Payload value, long ttlMs) {
    return send(
        timed(RedisFunction.ENTRY_PUT)
            .add(name(kind))
            .add(Replies.bytes(id))
            .add(value.array())
            .add(ttlMs));
  }

  @Override
  public CompletionStage<Void> withdraw(Kind kind, String id) {
    return send(
        calls.plain(RedisFunction.ENTRY_REMOVE, key).add(name(kind)).add(Replies.bytes(id)));
  }

  @Override
  public CompletionStage<Map<String, Payload>> entries(Kind kind) {
    return Failures.read(
        lanes.call(timed(RedisFunction.ENTRY_LIST).add(name(kind))),
        reply -> {
          List<?> flat = Replies.list(reply);
          Map<String, Payload> entries = new LinkedHashMap<>();
          for (int i = 0; i + 1 < flat.size(); i += 2) {
            entries.put(Replies.text(flat.get(i)), Payload.wrap(Replies.raw(flat.get(i + 1))));
          }
          return entries;
        });
  }

  @Override
  public CompletionStage<Optional<Payload>> entry(Kind kind, String id) {
    return Failures.read(
        lanes.call(timed(RedisFunction.ENTRY_GET).add(name(kind)).add(Replies.bytes(id))),
        reply ->
            reply instanceof byte[] value ? Optional.of(Payload.wrap(value)) : Optional.empty());
  }

  // ---- directives

  @Override
  public CompletionStage<Void> putDirectives(
      DirectiveKind kind, long epoch, Map<String, Payload> values, long ttlMs) {
    CommandArguments command =
        timed(RedisFunction.DIRECTIVE_PUT).add(name(kind)).add(epoch).add(ttlMs);
    values.forEach((id, value) -> command.add(Replies.bytes(id)).add(value.array()));
    return send(command);
  }

  @Override
  public CompletionStage<Void> removeDirectives(DirectiveKind kind, long epoch, List<String> ids) {
    CommandArguments command =
        calls.plain(RedisFunction.DIRECTIVE_REMOVE, key).add(name(kind)).add(epoch);
    ids.forEach(id -> command.add(Replies.bytes(id)));
    return send(command);
  }

  @Override
  public CompletionStage<List<StoredDirective>> directives(DirectiveKind kind) {
    return Failures.read(
        lanes.call(timed(RedisFunction.ENTRY_LIST).add(name(kind))),
        reply -> {
          List<?> flat = Replies.list(reply);
          List<StoredDirective> directives = new ArrayList<>();
          for (int i = 0; i + 1 < flat.size(); i += 2) {
            byte[] value = Replies.raw(flat.get(i + 1));
            directives.add(
                new StoredDirective(
                    Replies.text(flat.get(i)),
                    digits(value, 0, EPOCH_DIGITS),
                    rest(value, EPOCH_DIGITS)));
          }
          return directives;
        });
  }

  private static long digits(byte[] value, int from, int count) {
    return Long.parseLong(new String(value, from, count, StandardCharsets.US_ASCII));
  }

  private static Payload rest(byte[] value, int from) {
    return Payload.wrap(Arrays.copyOfRange(value, from, value.length));
  }

  @Override
  public CompletionStage<Integer> clearDirectives(DirectiveKind kind) {
    return Failures.read(
        lanes.call(timed(RedisFunction.DIRECTIVE_CLEAR).add(name(kind))),
        reply -> (int) Replies.number(reply));
  }

  // ---- leader

  @Override
  public CompletionStage<LeaderLease> acquireLeadership(String holder, long leaseMs) {
    return Failures.read(
        lanes.call(timed(RedisFunction.LEADER_ACQUIRE).add(Replies.bytes(holder)).add(leaseMs)),
        reply -> {
          List<?> parts = Replies.list(reply);
          return new LeaderLease(
              Replies.number(parts.get(0)) == 1,
              Replies.text(parts.get(1)),
              Replies.number(parts.get(2)),
              Replies.number(parts.get(3)),
              Replies.number(parts.get(4)),
              Replies.number(parts.get(5)));
        });
  }

  @Override
  public CompletionStage<Void> releaseLeadership(String holder, long epoch) {
    return send(timed(RedisFunction.LEADER_RELEASE).add(Replies.bytes(holder)).add(epoch));
  }

  // ---- journal

  @Override
  public CompletionStage<JournalEntry> putJournal(String entryKey, Payload value, long epoch) {
    return Failures.read(
        lanes.call(
            timed(RedisFunction.JOURNAL_PUT)
                .add(Replies.bytes(entryKey))
                .add(epoch)
                .add(value.array())),
        reply -> new JournalEntry(entryKey, value, epoch, Replies.number(reply)));
  }

  @Override
  public CompletionStage<Void> deleteJournal(String entryKey, long epoch) {
    return send(
        calls.plain(RedisFunction.JOURNAL_DELETE, key).add(Replies.bytes(entryKey)).add(epoch));
  }

  @Override
  public CompletionStage<List<JournalEntry>> journal(String prefix) {
    return Failures.read(
        lanes.call(calls.plain(RedisFunction.JOURNAL_LIST, key).add(Replies.bytes(prefix))),
        reply -> {
          List<?> flat = Replies.list(reply);
          List<JournalEntry> entries = new ArrayList<>();
          for (int i = 0; i + 1 < flat.size(); i += 2) {
            entries.add(entry(Replies.text(flat.get(i)), Replies.raw(flat.get(i + 1))));
          }
          entries.sort(Comparator.comparing(JournalEntry::key));
          return entries;
        });
  }

  private static JournalEntry entry(String entryKey, byte[] value) {
    return new JournalEntry(
        entryKey,
        rest(value, EPOCH_DIGITS + INSTANT_DIGITS),
        digits(value, 0, EPOCH_DIGITS),
        digits(value, EPOCH_DIGITS, INSTANT_DIGITS));
  }

  @Override
  public CompletionStage<Long> nowMs() {
    return Failures.read(lanes.call(timed(RedisFunction.CLOCK)), Replies::number);
  }
}
