package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Cancel;
import dev.tidegate.proto.queue.v1.Credit;
import dev.tidegate.proto.queue.v1.CreditNotice;
import dev.tidegate.proto.queue.v1.Deliver;
import dev.tidegate.proto.queue.v1.Drain;
import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.LeaseLost;
import dev.tidegate.proto.queue.v1.ServerMessage;
import dev.tidegate.proto.queue.v1.SettleResult;
import dev.tidegate.proto.queue.v1.Welcome;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import dev.tidegate.queue.delivery.DrainOrder;
import dev.tidegate.queue.delivery.HeldJobs;
import dev.tidegate.queue.delivery.LiveSession;
import dev.tidegate.queue.delivery.SessionFacts;
import dev.tidegate.queue.delivery.SessionView;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.store.HeldJob;
import dev.tidegate.queue.store.LeasedJob;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker stream, from Hello to its end.
 *
 * <p>Everything that happens to it (messages, jobs, answers of the store, drains, readiness) runs
 * in {@link #turns}, one at a time, on the thread that brought it: there is one writer, and no lock
 * is held while somebody else is called. All that the stream keeps is bounded: queues, held jobs,
 * calls to the store under way, answers waiting for a slow reader.
 */
final class WorkStream implements StreamObserver<WorkerMessage>, LiveSession {
  private static final Logger LOG = LoggerFactory.getLogger(WorkStream.class);

  static final int PROTOCOL = 1;
  private static final int MOST_QUEUES = 100;
  private static final int MOST_HELD = 4_096;
  private static final int READ_AHEAD = 64;
  private static final long FORGET_AFTER_LEASE_MS = 30_000;
  private static final long SAME_DEADLINE_MS = 5_000;

  /** What a worker is told; whoever moves the connection has the last word. */
  private static final long LEAVE_GRACE_MS = 30_000;

  private final WorkDesk desk;
  private final Outbox outbox;
  private final ServerCallStreamObserver<ServerMessage> call;
  private final SynchronizationContext turns;
  private final WorkerReports reports;
  private final WorkDesk.Resumable resumable;

  private final HeldJobs held = new HeldJobs();
  private final Map<String, StreamCredit> credits = new HashMap<>();
  private @Nullable SessionFacts facts;
  private Set<String> types = Set.of();
  private @Nullable DrainOrder drain;

  /** Set once its connection is being moved, for good. */
  private @Nullable DrainOrder leaving;

  private boolean goodbye;
  private boolean halfClosed;
  private int owedReads;
  private long lastSeenMs;

  private volatile boolean closed;

  /** How many more jobs it may hold; 0 while it takes none. */
  private volatile int room;

  WorkStream(WorkDesk desk, ServerCallStreamObserver<ServerMessage> call) {
    this.desk = desk;
    this.call = call;
    this.outbox = new Outbox(call);
    this.turns = new SynchronizationContext((thread, defect) -> defect(defect));
    this.reports = new WorkerReports(desk, turns, outbox, held, this::progressed);
    this.resumable = desk.currentCall().get();
    this.lastSeenMs = desk.clock().millis();
  }

  /** Starts reading. Must be called before the call's handler returns. */
  void open() {
    call.disableAutoRequest();
    call.setOnCancelHandler(() -> turns.execute(this::broken));
    call.setOnReadyHandler(() -> turns.execute(this::ready));
    call.request(READ_AHEAD);
  }

  // ---- what the worker says

  @Override
  public void onNext(WorkerMessage message) {
    turns.execute(() -> read(message));
  }

  @Override
  public void onError(Throwable problem) {
    turns.execute(this::broken);
  }

  @Override
  public void onCompleted() {
    turns.execute(
        () -> {
          halfClosed = true;
          progressed();
        });
  }

  private void read(WorkerMessage message) {
    if (closed) {
      return;
    }
    lastSeenMs = desk.clock().millis();
    try {
      handle(message);
      owedReads++;
      progressed();
    } catch (Refused refused) {
      end(refused.problem());
    }
  }

  private void handle(WorkerMessage message) {
    boolean hello = message.getMessageCase() == WorkerMessage.MessageCase.HELLO;
    if (hello == (facts != null)) {
      throw new Refused(
          Problem.protocol(hello ? "a second hello" : "the first message must be hello"));
    }
    switch (message.getMessageCase()) {
      case HELLO -> hello(message.getHello());
      case CREDIT -> credit(message.getCredit());
      case STARTED -> reports.started(message.getStarted().getHeldList());
      case SETTLE -> reports.settle(message.getSettle());
      case HEARTBEAT -> reports.heartbeat(message.getHeartbeat().getHeldList(), MOST_HELD);
      case PROGRESS -> reports.progress(message.getProgress());
      case GOODBYE -> goodbye = true;
      case MESSAGE_NOT_SET -> LOG.debug("a message of a later protocol level is left unread");
    }
  }

  private void hello(Hello hello) {
    SessionFacts checked = HelloCheck.facts(hello);
    types = HelloCheck.types(hello.getTypesList());
    facts = checked;
    outbox.send(
        ServerMessage.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setRuntimeId(desk.runtimeId())
                    .setHeartbeatIntervalMs(desk.heartbeatIntervalMs())
                    .setProtocol(PROTOCOL))
            .build());
    desk.sessions().enter(this, entries -> turns.execute(() -> entries.forEach(held::put)));
    if (hello.getCanResume()) {
      resumable.mark(() -> turns.execute(this::connectionLeaves));
    }
    lookAtDrains();
  }

  private void credit(Credit given) {
    StreamCredit credit = credits.get(given.getQueue());
    if (credit == null) {
      QueueName queue = Check.queue(given.getQueue(), "credit.queue");
      Check.that(credits.size() < MOST_QUEUES, "credit.queue", "must be one of at most 100 queues");
      credit = new StreamCredit(this, queue, Objects.requireNonNull(facts).id(), types);
      credits.put(given.getQueue(), credit);
    }
    Check.that(given.getCumulative() >= 0, "credit.cumulative", "must not be negative");
    if (!credit.grant(given.getCumulative())) {
      throw new Refused(
          Problem.protocol("credit is cumulative: a lower figure than before for a queue"));
    }
  }

  // ---- jobs for the worker

  /** How many jobs may come just now. Any thread. */
  int room() {
    return outbox.isReady() ? room : 0;
  }

  boolean isClosed() {
    return closed;
  }

  /** The credit left its line without asking for anything. Any thread. */
  void outOfLine(StreamCredit credit) {
    turns.execute(
        () -> {
          credit.leftLine();
          progressed();
        });
  }

  /** Jobs came. Any thread. */
  void deliver(StreamCredit credit, List<LeasedJob> jobs) {
    turns.execute(
        () -> {
          if (takesJobs()) {
            send(credit.queue(), jobs);
            credit.forgetTold();
          } else {
            giveBack(credit, jobs);
          }
          credit.leftLine();
          progressed();
        });
  }

  private void send(QueueName queue, List<LeasedJob> jobs) {
    Deliver.Builder deliver = Deliver.newBuilder();
    for (LeasedJob job : jobs) {
      deliver.addDeliveries(JobMapping.delivery(queue, job));
      held.add(queue, job, false);
    }
    desk.meters().delivered.increment(jobs.size());
    outbox.send(ServerMessage.newBuilder().setDeliver(deliver).build());
  }

  private void giveBack(StreamCredit credit, List<LeasedJob> jobs) {
    List<HeldJob> unsent = new ArrayList<>();
    jobs.forEach(job -> unsent.add(new HeldJob(job.id(), job.token())));
    credit.untake(jobs.size());
    desk.meters().returned.increment(jobs.size());
    desk.givingBack().give(credit.queue(), unsent, true);
  }

  private boolean takesJobs() {
    return !closed && !halfClosed && !goodbye && drain == null && facts != null;
  }

  /** Something changed: looks at everything that may be possible now. In turn. */
  private void progressed() {
    if (closed) {
      return;
    }
    boolean takes = takesJobs();
    room = takes ? Math.max(0, MOST_HELD - held.size()) : 0;
    if (takes && room > 0 && outbox.isReady()) {
      for (StreamCredit credit : credits.values()) {
        if (credit.enterLine()) {
          desk.lines().join(credit.queue(), credit);
        }
      }
    }
    if (owedReads > 0 && !reports.isFull() && !outbox.isFull()) {
      int reads = owedReads;
      owedReads = 0;
      call.request(reads);
    }
    if (halfClosed && reports.isIdle()) {
      leave();
      outbox.complete();
    }
  }

  private void ready() {
    outbox.drained();
    progressed();
  }

  // ---- drains, reports

  @Override
  public SessionFacts facts() {
    return Objects.requireNonNull(facts, "before hello");
  }

  @Override
  public void drainsChanged() {
    turns.execute(
        () -> {
          if (!closed) {
            lookAtDrains();
            progressed();
          }
        });
  }

  /** Its connection was told to leave: nothing more comes this way, the worker shall come back. */
  private void connectionLeaves() {
    if (!closed) {
      leaving =
          new DrainOrder(
              DrainOrder.Scope.RECONNECT,
              desk.clock().millis() + LEAVE_GRACE_MS,
              "the connection is moved");
      lookAtDrains();
      progressed();
    }
  }

  private void lookAtDrains() {
    DrainOrder before = drain;
    DrainOrder now = desk.drains().forTask(facts().ecsTaskArn()).orElse(leaving);
    drain = now;
    if (now != null && (before == null || isNews(before, now))) {
      outbox.send(
          ServerMessage.newBuilder()
              .setDrain(
                  Drain.newBuilder()
                      .setDeadlineMs(now.deadlineMs())
                      .setReason(now.reason())
                      .setScope(
                          now.scope() == DrainOrder.Scope.QUIESCE
                              ? Drain.Scope.SCOPE_QUIESCE
                              : Drain.Scope.SCOPE_RECONNECT))
              .build());
    }
  }

  /** Drains are renewed every few seconds: a deadline that moves along is not told each time. */
  private static boolean isNews(DrainOrder before, DrainOrder now) {
    return before.scope() != now.scope()
        || Math.abs(before.deadlineMs() - now.deadlineMs()) >= SAME_DEADLINE_MS;
  }

  @Override
  public void report(Consumer<SessionView> to) {
    turns.execute(
        () -> {
          if (!closed) {
            held.forgetExpired(desk.clock().millis() - FORGET_AFTER_LEASE_MS);
            to.accept(view());
            credits.values().forEach(this::tellWhyNothingComes);
          }
        });
  }

  private void tellWhyNothingComes(StreamCredit credit) {
    credit
        .news()
        .ifPresent(
            blocked ->
                outbox.send(
                    ServerMessage.newBuilder()
                        .setCreditNotice(notice(credit.queue(), blocked))
                        .build()));
  }

  static CreditNotice notice(
      QueueName queue, dev.tidegate.queue.store.LeaseOutcome.Blocked blocked) {
    CreditNotice.Builder notice =
        CreditNotice.newBuilder().setQueue(queue.value()).setReason(blocked.why().name());
    blocked.retryAtMs().ifPresent(notice::setRetryAtMs);
    return notice.build();
  }

  private SessionView view() {
    boolean toldToRest =
        drain != null
            && drain.scope() == DrainOrder.Scope.QUIESCE
            && desk.drains().isAgreed(facts().ecsTaskArn());
    boolean nothingComes = credits.values().stream().noneMatch(StreamCredit::isUnderWay);
    return held.view(
        facts(), credits.keySet(), lastSeenMs, (toldToRest || goodbye) && nothingComes);
  }

  // ---- the end

  @Override
  public void displacedBy(HeldJobs.Heir heir) {
    turns.execute(
        () -> {
          if (!closed) {
            heir.inherit(held.takeOut(entry -> true));
            end(Problems.DISPLACED);
          }
        });
  }

  private void end(Problem problem) {
    if (!closed) {
      leave();
      outbox.fail(problem);
    }
  }

  private void broken() {
    if (!closed) {
      leave();
      outbox.gone();
    }
  }

  /** What was not begun goes back at once; what runs keeps its lease and may resume elsewhere. */
  private void leave() {
    closed = true;
    room = 0;
    List<HeldJobs.Entry> unstarted = held.takeOut(entry -> !entry.isStarted());
    if (!unstarted.isEmpty()) {
      desk.meters().returned.increment(unstarted.size());
      desk.givingBack().unstarted(unstarted);
    }
    if (facts != null) {
      desk.sessions().leave(this, view());
    }
  }

  private void defect(Throwable defect) {
    end(Problems.of(defect));
  }

  static ServerMessage settleResult(SettleResult result) {
    return ServerMessage.newBuilder().setSettleResult(result).build();
  }

  static ServerMessage leaseLost(QueueName queue, HeldJob held) {
    return ServerMessage.newBuilder()
        .setLeaseLost(
            LeaseLost.newBuilder()
                .setQueue(queue.value())
                .setJobId(held.id().value())
                .setToken(JobMapping.tokenBytes(held.token().value())))
        .build();
  }

  static ServerMessage cancel(QueueName queue, HeldJob held, String reason) {
    return ServerMessage.newBuilder()
        .setCancel(
            Cancel.newBuilder()
                .setReason(reason)
                .setQueue(queue.value())
                .setJobId(held.id().value())
                .setToken(JobMapping.tokenBytes(held.token().value())))
        .build();
  }
}
