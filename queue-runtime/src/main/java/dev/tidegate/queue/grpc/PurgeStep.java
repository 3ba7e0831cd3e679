package dev.tidegate.queue.grpc;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.Page;
import dev.tidegate.queue.store.QueueStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Purging: dead jobs are discarded, queued ones cancelled, page by page.
 *
 * <p>Cancelling while paging can shift the list, so each state is gone through again until a pass
 * finds nothing, at most {@link #MOST_PASSES} times: a queue that is still being fed has no end.
 */
final class PurgeStep implements Operations.Step {
  private static final int MOST_PASSES = 10;

  private final QueueStore store;
  private final QueueName queue;
  private final List<JobState> states;

  PurgeStep(QueueStore store, QueueName queue, List<JobState> states) {
    this.store = store;
    this.queue = queue;
    this.states = List.copyOf(states);
  }

  /**
   * Where a purge stands.
   *
   * @param state index into the states
   * @param pass over this state
   * @param found something in this pass
   * @param token of the store
   */
  private record Cursor(int state, int pass, boolean found, String token) {
    static Cursor parse(String text) {
      if (text.isEmpty()) {
        return new Cursor(0, 1, false, "");
      }
      String[] parts = text.split(":", 4);
      return new Cursor(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].equals("1"), parts[3]);
    }

    String text() {
      return state + ":" + pass + ":" + (found ? "1" : "0") + ":" + token;
    }
  }

  @Override
  public CompletionStage<Done> run(String cursor, int limit) {
    Cursor at = Cursor.parse(cursor);
    JobState state = states.get(at.state());
    return state == JobState.DEAD
        ? store
            .redrive(queue, QueueStore.RedriveFilter.ALL, true, limit, at.token())
            .thenApply(out -> done(at, out.moved(), out.skipped(), out.nextCursor()))
        : store.list(queue, state, limit, at.token()).thenCompose(page -> cancel(at, state, page));
  }

  private CompletionStage<Done> cancel(Cursor at, JobState state, Page<JobRecord> page) {
    List<JobId> ids =
        page.items().stream().filter(job -> job.state() == state).map(JobRecord::id).toList();
    CompletionStage<List<Optional<JobState>>> cancelled =
        ids.isEmpty() ? CompletableFuture.completedFuture(List.of()) : store.cancel(queue, ids);
    return cancelled.thenApply(
        was -> {
          int moved = (int) was.stream().filter(s -> Objects.equals(s.orElse(null), state)).count();
          return done(at, moved, was.size() - moved, page.nextPageToken());
        });
  }

  private Done done(Cursor at, int moved, int skipped, String token) {
    boolean found = at.found() || moved > 0;
    if (!token.isEmpty()) {
      return new Done(moved, skipped, new Cursor(at.state(), at.pass(), found, token).text());
    }
    if (found && at.pass() < MOST_PASSES) {
      return new Done(moved, skipped, new Cursor(at.state(), at.pass() + 1, false, "").text());
    }
    boolean last = at.state() + 1 >= states.size();
    return new Done(moved, skipped, last ? "" : new Cursor(at.state() + 1, 1, false, "").text());
  }
}
