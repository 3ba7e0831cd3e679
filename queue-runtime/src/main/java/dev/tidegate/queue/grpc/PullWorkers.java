package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.ExtendResponse;
import dev.tidegate.proto.queue.v1.ExtendResult;
import dev.tidegate.proto.queue.v1.Held;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.LeaseResponse;
import dev.tidegate.proto.queue.v1.SettleResponse;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.queue.delivery.LiveSession;
import dev.tidegate.queue.delivery.SessionFacts;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.LeasedJob;
import dev.tidegate.queue.store.SettleOutcome;
import dev.tidegate.queue.store.Settlement;
import dev.tidegate.queue.time.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The workers that poll: their long polls, what they hold, and what they say of it. */
public final class PullWorkers {
  private static final long LONGEST_WAIT_MS = 20_000;

  /** A drained worker's poll is answered only after this long, or it would ask in circles. */
  private static final long DRAINED_WAIT_MS = 500;

  private static final long FORGET_MS = 60_000;
  private static final int MOST_HOLDERS = 100_000;

  private final WorkDesk desk;
  private final Ticker ticker;
  private final Supplier<String> chooseId;

  /** Who holds a token, as far as it was handed out here. */
  private final Map<String, PullSession> holders = new ConcurrentHashMap<>();

  /**
   * @param chooseId session ids for polls that come without one
   */
  public PullWorkers(WorkDesk desk, Ticker ticker, Supplier<String> chooseId) {
    this.desk = desk;
    this.ticker = ticker;
    this.chooseId = chooseId;
  }

  /**
   * @throws Refused naming the field
   */
  void lease(LeaseRequest request, ServerCallStreamObserver<LeaseResponse> caller) {
    SessionFacts facts = HelloCheck.facts(request, new SessionId(chooseId.get()));
    long waitMs = Check.range(request.getWaitMs(), 0, LONGEST_WAIT_MS, "wait_ms");
    PullSession session =
        request.getSessionId().isEmpty() ? null : session(new PullSession(facts, desk.drains()));
    LongPoll poll =
        new LongPoll(
            desk,
            toStore(request, facts),
            facts.ecsTaskArn(),
            caller,
            (answered, jobs) -> answered(session, answered, jobs, request.getStartedOnDelivery()));
    caller.setOnCancelHandler(poll::left);
    if (session != null) {
      session.polls(poll, facts, desk.clock().millis());
    }
    if (desk.drains().forTask(facts.ecsTaskArn()).isPresent()) {
      var unused = ticker.after(Math.min(waitMs, DRAINED_WAIT_MS), poll::drained);
    } else if (waitMs == 0) {
      askOnce(poll);
    } else {
      poll.endAt(ticker.after(waitMs, poll::timeIsOver));
      desk.lines().join(poll.queue(), poll);
    }
  }

  private static dev.tidegate.queue.store.LeaseRequest toStore(
      LeaseRequest request, SessionFacts facts) {
    int bytes = request.getMaxBytes() == 0 ? Check.CALL_BYTES : request.getMaxBytes();
    return new dev.tidegate.queue.store.LeaseRequest(
        Check.queue(request.getQueue(), "queue"),
        facts.id(),
        (int) Check.range(request.getMaxJobs(), 1, Check.BATCH, "max_jobs"),
        (int) Check.range(bytes, 1, Check.CALL_BYTES, "max_bytes"),
        request.getStartedOnDelivery(),
        HelloCheck.types(request.getTypesList()));
  }

  /** Without waiting there is no reason to stand in line. */
  private void askOnce(LongPoll poll) {
    poll.turn(Check.BATCH)
        .ifPresent(
            request ->
                desk.store()
                    .lease(request)
                    .whenComplete(
                        (outcome, problem) -> {
                          if (outcome == null) {
                            poll.failed(problem);
                          } else if (outcome.jobs().isEmpty()) {
                            outcome.blocked().ifPresent(poll::nothing);
                            poll.timeIsOver();
                          } else {
                            poll.take(outcome.jobs());
                          }
                        }));
  }

  private @Nullable PullSession session(PullSession newcomer) {
    LiveSession live = desk.sessions().enterIfAbsent(newcomer);
    // A stream of the same session reports for it; its polls are served all the same.
    return live instanceof PullSession known ? known : null;
  }

  private void answered(
      @Nullable PullSession session, LongPoll poll, List<LeasedJob> jobs, boolean started) {
    if (session == null) {
      return;
    }
    if (!jobs.isEmpty()) {
      session.took(poll.queue(), jobs, started);
      if (holders.size() < MOST_HOLDERS) {
        jobs.forEach(job -> holders.put(job.token().value(), session));
      }
    }
    session.ended(poll);
  }

  /** Drops what nobody was heard of for long. About once a second. */
  public void tidy() {
    long now = desk.clock().millis();
    for (LiveSession live : desk.sessions().live()) {
      if (live instanceof PullSession session) {
        session.forgetExpired(now).forEach(holders::remove);
        if (session.isForgotten(now - FORGET_MS)) {
          desk.sessions().leave(session);
        }
      }
    }
  }

  // ---- what they say of the jobs they hold

  static Settlement started(Held held) {
    return new Settlement.Started(SettlementMapping.held(held));
  }

  /** How results of started, extend and progress are put together. */
  interface Form<R, A> {
    R of(SettleOutcome outcome);

    R of(Problem problem);

    A all(List<R> results);
  }

  static final Form<ExtendResult, ExtendResponse> EXTENDED =
      new Form<>() {
        @Override
        public ExtendResult of(SettleOutcome outcome) {
          return SettlementMapping.extendResult(outcome);
        }

        @Override
        public ExtendResult of(Problem problem) {
          return SettlementMapping.extendResult(problem);
        }

        @Override
        public ExtendResponse all(List<ExtendResult> results) {
          return ExtendResponse.newBuilder().addAllResults(results).build();
        }
      };

  CompletionStage<SettleResponse> settle(List<dev.tidegate.proto.queue.v1.Settlement> settlements) {
    Said<dev.tidegate.proto.queue.v1.Settlement, SettleResult> said =
        new Said<>(
            settlements,
            (one, outcome) -> SettlementMapping.settleResult(one.getSeq(), outcome),
            (one, problem) -> SettlementMapping.settleResult(one.getSeq(), problem));
    return said.tell(
            dev.tidegate.proto.queue.v1.Settlement::getQueue, SettlementMapping::settlement)
        .thenApply(results -> SettleResponse.newBuilder().addAllResults(results).build());
  }

  <T, R, A> CompletionStage<A> say(
      List<T> items, Function<T, String> queue, Function<T, Settlement> toStore, Form<R, A> form) {
    Said<T, R> said =
        new Said<>(items, (one, outcome) -> form.of(outcome), (one, problem) -> form.of(problem));
    return said.tell(queue, toStore).thenApply(form::all);
  }

  /** One call's items, told to the store by queue, with the results in the items' places. */
  private final class Said<T, R> {
    private final List<T> items;
    private final BiFunction<T, SettleOutcome, R> good;
    private final BiFunction<T, Problem, R> bad;
    private final List<R> results;

    @SuppressWarnings("unchecked") // an array behind a list, only reached through the list
    Said(List<T> items, BiFunction<T, SettleOutcome, R> good, BiFunction<T, Problem, R> bad) {
      this.items = items;
      this.good = good;
      this.bad = bad;
      this.results = (List<R>) Arrays.asList(new Object[items.size()]);
    }

    CompletionStage<List<R>> tell(Function<T, String> queueOf, Function<T, Settlement> toStore) {
      Map<QueueName, List<Integer>> places = new LinkedHashMap<>(2);
      List<@Nullable Settlement> checked = new ArrayList<>(items.size());
      for (int place = 0; place < items.size(); place++) {
        T item = items.get(place);
        try {
          QueueName queue = Check.queue(queueOf.apply(item), "queue");
          checked.add(toStore.apply(item));
          places.computeIfAbsent(queue, q -> new ArrayList<>(items.size())).add(place);
        } catch (Refused refused) {
          checked.add(null);
          results.set(place, bad.apply(item, refused.problem()));
        }
      }
      List<CompletionStage<Boolean>> parts = new ArrayList<>();
      places.forEach((queue, at) -> parts.add(tell(queue, at, checked)));
      return Stages.all(parts).thenApply(done -> results);
    }

    private CompletionStage<Boolean> tell(
        QueueName queue, List<Integer> at, List<@Nullable Settlement> checked) {
      List<Settlement> part = new ArrayList<>(at.size());
      at.forEach(place -> part.add(java.util.Objects.requireNonNull(checked.get(place))));
      return desk.store()
          .settle(queue, part)
          .handle(
              (outcomes, failure) -> {
                for (int i = 0; i < at.size(); i++) {
                  T item = items.get(at.get(i));
                  results.set(
                      at.get(i),
                      outcomes == null
                          ? bad.apply(item, Problems.of(failure))
                          : good.apply(item, noted(part.get(i).held(), outcomes.get(i))));
                }
                return true;
              });
    }
  }

  private SettleOutcome noted(HeldJob job, SettleOutcome outcome) {
    long now = desk.clock().millis();
    String token = job.token().value();
    if (outcome instanceof SettleOutcome.Held held) {
      PullSession holder = holders.get(token);
      if (holder != null) {
        holder.confirmed(token, held.leaseExpiresAtMs(), now);
      }
      return outcome;
    }
    desk.meters().settled.increment();
    PullSession holder = holders.remove(token);
    if (holder != null) {
      holder.gone(job, now);
    }
    return outcome;
  }
}
