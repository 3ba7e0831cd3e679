package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.JobView;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.JobRecord;
import dev.tidegate.queue.store.Page;
import dev.tidegate.queue.store.QueueStore;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams the jobs of some states, page by page, never faster than its reader. */
final class ExportRun {
  private static final int PAGE = 20;

  private final QueueStore store;
  private final QueueName queue;
  private final List<JobState> states;
  private final ServerCallStreamObserver<JobView> reader;
  private final SynchronizationContext turns;
  private final ArrayDeque<JobRecord> fetched = new ArrayDeque<>();
  private int state;
  private String token = "";
  private boolean fetching;
  private boolean over;

  ExportRun(
      QueueStore store,
      QueueName queue,
      List<JobState> states,
      ServerCallStreamObserver<JobView> reader) {
    this.store = store;
    this.queue = queue;
    this.states = List.copyOf(states);
    this.reader = reader;
    this.turns = new SynchronizationContext((thread, defect) -> fail(defect));
  }

  void open() {
    reader.setOnCancelHandler(() -> turns.execute(() -> over = true));
    reader.setOnReadyHandler(() -> turns.execute(this::go));
    turns.execute(this::go);
  }

  private void go() {
    while (!over && reader.isReady() && !fetched.isEmpty()) {
      reader.onNext(JobMapping.view(queue, fetched.remove(), true));
    }
    if (over || fetching || !fetched.isEmpty()) {
      return;
    }
    if (state >= states.size()) {
      over = true;
      reader.onCompleted();
      return;
    }
    fetching = true;
    store
        .list(queue, states.get(state), PAGE, token)
        .whenComplete((page, problem) -> turns.execute(() -> fetched(page, problem)));
  }

  private void fetched(@Nullable Page<JobRecord> page, @Nullable Throwable problem) {
    fetching = false;
    if (page == null) {
      fail(problem);
      return;
    }
    fetched.addAll(page.items());
    token = page.nextPageToken();
    if (token.isEmpty()) {
      state++;
    }
    go();
  }

  private void fail(@Nullable Throwable problem) {
    if (!over) {
      over = true;
      reader.onError(Problems.of(problem).toException());
    }
  }
}
