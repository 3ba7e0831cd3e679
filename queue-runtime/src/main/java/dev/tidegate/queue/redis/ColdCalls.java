package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.MaintenanceOutcome;
import dev.tidegate.queue.store.Page;
import dev.tidegate.queue.store.QueueSettings;
import dev.tidegate.queue.store.QueueStats;
import dev.tidegate.queue.store.QueueStore.RedriveFilter;
import dev.tidegate.queue.store.RedriveOutcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import redis.clients.jedis.CommandArguments;

/** Everything but the hot calls: one function call each, on the lane for the rest. */
final class ColdCalls {
  private static final int MAX_PAGE = 256;
  private static final int MAX_QUEUES_PAGE = 1_000;
  private static final int MAX_STEP = 1_000;

  private final Lanes lanes;
  private final FunctionCalls calls;
  private final RedisKeys keys;
  private final RandomGenerator random;
  private final Server server;
  private final RedisSettings settings;

  ColdCalls(
      Lanes lanes,
      FunctionCalls calls,
      RedisKeys keys,
      RandomGenerator random,
      Server server,
      RedisSettings settings) {
    this.lanes = lanes;
    this.calls = calls;
    this.keys = keys;
    this.random = random;
    this.server = server;
    this.settings = settings;
  }

  private CommandArguments call(RedisFunction function, QueueName queue) {
    return calls.timed(function, keys.anchor(queue));
  }

  private <T> CompletableFuture<T> list(CommandArguments command, Function<List<?>, T> reading) {
    return Failures.read(lanes.call(command), reply -> reading.apply(Replies.list(reply)));
  }

  // ---- the list of queues

  /** Sees to it that a queue is in the list of queues. */
  private CompletableFuture<Void> register(QueueName queue) {
    if (server.knows(queue)) {
      return CompletableFuture.completedFuture(null);
    }
    CommandArguments command =
        calls.plain(RedisFunction.REGISTER, keys.queues()).add(Replies.bytes(queue.value()));
    return Failures.done(lanes.call(command), () -> server.registered(queue));
  }

  CompletableFuture<Page<QueueName>> queues(int pageSize, String pageToken) {
    int size = bounded(pageSize, MAX_QUEUES_PAGE);
    CommandArguments command =
        calls
            .plain(RedisFunction.QUEUES, keys.queues())
            .add(Replies.bytes(pageToken))
            .add(size + 1);
    return list(
        command,
        names -> {
          List<QueueName> all =
              names.stream().map(name -> new QueueName(Replies.text(name))).toList();
          boolean more = all.size() > size;
          List<QueueName> page = more ? all.subList(0, size) : all;
          return new Page<>(page, more ? page.get(size - 1).value() : "");
        });
  }

  private static int bounded(int asked, int most) {
    return Math.max(1, Math.min(asked, most));
  }

  // ---- views

  CompletableFuture<QueueStats> stats(QueueName queue) {
    return list(call(RedisFunction.STATS, queue), parts -> StatsView.stats(queue, parts));
  }

  CompletableFuture<Optional<JobRecord>> find(QueueName queue, JobId id) {
    return list(
        call(RedisFunction.FIND, queue).add(Replies.bytes(id.value())),
        parts -> RecordView.all(parts, 0).stream().findFirst());
  }

  CompletableFuture<Page<JobRecord>> list(
      QueueName queue, JobState state, int pageSize, String pageToken) {
    CommandArguments command =
        call(RedisFunction.LIST, queue)
            .add(JobRecordLayout.code(state))
            .add(bounded(pageSize, MAX_PAGE))
            .add(Replies.bytes(pageToken));
    return list(command, parts -> new Page<>(RecordView.all(parts, 1), Replies.text(parts.get(0))));
  }

  // ---- settings

  CompletableFuture<QueueSettings> settings(QueueName queue) {
    return list(
        call(RedisFunction.SETTINGS, queue), fields -> SettingsCodec.settings(Replies.map(fields)));
  }

  CompletableFuture<QueueSettings> updateSettings(QueueName queue, QueueSettings change) {
    CommandArguments command = call(RedisFunction.CONFIGURE, queue);
    SettingsCodec.fields(change).forEach(command::add);
    return register(queue)
        .thenCompose(done -> list(command, fields -> SettingsCodec.settings(Replies.map(fields))));
  }

  // ---- changes

  CompletableFuture<List<Optional<JobState>>> cancel(QueueName queue, List<JobId> ids) {
    CommandArguments command = call(RedisFunction.CANCEL, queue);
    ids.forEach(id -> command.add(Replies.bytes(id.value())));
    return list(command, codes -> codes.stream().map(code -> was(Replies.number(code))).toList());
  }

  private static Optional<JobState> was(long code) {
    return code == 0 ? Optional.empty() : Optional.of(JobRecordLayout.state(code));
  }

  CompletableFuture<RedriveOutcome> redrive(
      QueueName queue, RedriveFilter filter, boolean discard, int limit, String cursor) {
    int step = bounded(limit, MAX_STEP);
    int from = filter.ids().isEmpty() || cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    int to = Math.min(filter.ids().size(), from + step);
    CommandArguments command =
        call(discard ? RedisFunction.DISCARD : RedisFunction.REDRIVE, queue)
            .add(step)
            .add(Replies.bytes(filter.ids().isEmpty() ? cursor : ""))
            .add(Replies.bytes(filter.type()))
            .add(filter.diedAfterMs())
            .add(filter.diedBeforeMs());
    filter.ids().subList(from, to).forEach(id -> command.add(Replies.bytes(id.value())));
    String next = to < filter.ids().size() ? Integer.toString(to) : "";
    return list(
        command,
        parts ->
            new RedriveOutcome(
                (int) Replies.number(parts.get(0)),
                (int) Replies.number(parts.get(1)),
                filter.ids().isEmpty() ? Replies.text(parts.get(2)) : next));
  }

  // ---- maintenance

  CompletableFuture<MaintenanceOutcome> reap(QueueName queue, int limit) {
    CommandArguments command =
        call(RedisFunction.REAP, queue)
            .add(Seeds.next(random))
            .add(bounded(limit, MAX_STEP))
            .add(Replies.bytes(server.runId()))
            .add(settings.graceMs())
            .add(settings.graceGapMs());
    return list(command, parts -> outcome(parts, Replies.optional(parts.get(4))));
  }

  CompletableFuture<MaintenanceOutcome> promote(QueueName queue, int limit) {
    CommandArguments command = call(RedisFunction.PROMOTE, queue).add(bounded(limit, MAX_STEP));
    return list(command, parts -> outcome(parts, OptionalLong.empty()));
  }

  private static MaintenanceOutcome outcome(List<?> parts, OptionalLong graceUntil) {
    return new MaintenanceOutcome(
        (int) Replies.number(parts.get(0)),
        (int) Replies.number(parts.get(1)),
        Replies.number(parts.get(2)) == 1,
        Replies.optional(parts.get(3)),
        graceUntil);
  }

  CompletableFuture<MaintenanceOutcome> trim(QueueName queue, int limit) {
    CommandArguments command = call(RedisFunction.TRIM, queue).add(bounded(limit, MAX_STEP));
    return list(
        command,
        parts ->
            new MaintenanceOutcome(
                0,
                (int) Replies.number(parts.get(0)),
                Replies.number(parts.get(1)) == 1,
                OptionalLong.empty(),
                OptionalLong.empty()));
  }
}
