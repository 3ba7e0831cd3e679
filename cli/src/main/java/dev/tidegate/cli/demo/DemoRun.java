package dev.tidegate.cli.demo;

import dev.tidegate.controller.app.ControllerApp;
import dev.tidegate.proto.queue.v1.QueueStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One demo from curtain to count. By time it scripts the load and two faults, nothing else:
 * scaling, recovery and rotation happen because the programs decide so.
 */
final class DemoRun {
  private static final double CREDITS_GONE = 0.07;
  private static final double PRODUCERS_LEAVE = 0.86;
  private static final long SETTLE_SECONDS = 60;
  private static final long FIRST_WORKER_SECONDS = 30;
  private static final long KILL_WITHIN_SECONDS = 10;

  private final DemoSettings settings;
  private final Narrator narrator;
  private final Screen screen;
  private final Census workers = new Census(DemoStage.WORKER_MARKER);
  private final Census runtimes = new Census(DemoStage.RUNTIME_MARKER);

  DemoRun(DemoSettings settings, Narrator narrator) {
    this.settings = settings;
    this.narrator = narrator;
    this.screen = new Screen(narrator);
  }

  DemoReport perform(DemoStage stage) throws IOException, InterruptedException {
    QueueEye queue = new QueueEye(stage.channel());
    queue.shortenLeases();
    WorkerKiller killer = new WorkerKiller(new WorkRecords(settings.records()), narrator);
    ControllerApp controller = stage.startController();
    awaitFirstWorkers();
    List<DemoProducer> producers = startProducers(stage);
    long moved;
    try {
      show(stage, queue, controller, killer);
    } finally {
      moved = stage.movedConnections();
      narrator.say("the producers leave");
      for (DemoProducer producer : producers) {
        producer.leave();
      }
    }
    int last = settle(queue, controller);
    return new Verdict(settings, workers, runtimes)
        .report(moved, queue.deadLetters(), killer.kills(), producers, last);
  }

  private void awaitFirstWorkers() throws InterruptedException {
    Deadline deadline = Deadline.in(FIRST_WORKER_SECONDS);
    while (workers.look() < settings.fewest() && !deadline.isOver()) {
      Thread.sleep(Deadline.POLL_MS);
    }
    workers.begin();
    runtimes.begin();
    narrator.begin();
  }

  private List<DemoProducer> startProducers(DemoStage stage) throws IOException {
    LoadShape shape = settings.shape();
    List<DemoProducer> producers = new ArrayList<>();
    for (int number = 0; number < settings.producers(); number++) {
      producers.add(
          new DemoProducer(
              number,
              stage.target(),
              settings.acknowledged(),
              second -> shape.at(second) / settings.producers()));
    }
    producers.forEach(DemoProducer::start);
    narrator.say(
        producers.size()
            + " producers call; the load rises to "
            + Math.round(shape.peak())
            + " jobs/s, stays, and falls");
    return producers;
  }

  /** Until the load is over and the runtimes are as many as at first, one of them a new one. */
  private void show(DemoStage stage, QueueEye queue, ControllerApp controller, WorkerKiller killer)
      throws IOException, InterruptedException {
    LoadShape shape = settings.shape();
    boolean creditsGone = false;
    long nextLine = 0;
    Deadline end = Deadline.in(settings.seconds() + SETTLE_SECONDS);
    while (!end.isOver()) {
      double second = narrator.seconds();
      int alive = workers.look();
      if (!creditsGone && second > settings.seconds() * CREDITS_GONE) {
        creditsGone = true;
        stage.exhaustCredits();
      }
      boolean killTime =
          second > shape.midPlateau() && second < shape.midPlateau() + KILL_WITHIN_SECONDS;
      if (killTime && killer.kills().isEmpty()) {
        killer.tryOnce();
      }
      if (second >= nextLine) {
        nextLine = (long) second + 1;
        screen.show(queue.stats(), controller.status(), alive);
      }
      boolean rotated = runtimes.replaced() > 0 && runtimes.look() == settings.runtimes();
      if (second > settings.seconds() * PRODUCERS_LEAVE && rotated) {
        return;
      }
      Thread.sleep(Deadline.POLL_MS);
    }
  }

  /**
   * Until nothing is left to do and the workers are as few as at first; answers how many there are.
   */
  private int settle(QueueEye queue, ControllerApp controller) throws InterruptedException {
    Deadline deadline = Deadline.in(SETTLE_SECONDS);
    int calm = 0;
    long nextLine = 0;
    while (calm < 5 && !deadline.isOver()) {
      Optional<QueueStats> stats = queue.stats();
      int alive = workers.look();
      boolean rest = stats.map(DemoRun::isEmpty).orElse(false) && alive == settings.fewest();
      calm = rest ? calm + 1 : 0;
      if (narrator.seconds() >= nextLine) {
        nextLine = (long) narrator.seconds() + 1;
        screen.show(stats, controller.status(), alive);
      }
      Thread.sleep(Deadline.POLL_MS);
    }
    return workers.look();
  }

  private static boolean isEmpty(QueueStats stats) {
    return stats.getReady() + stats.getScheduled() + stats.getDelivered() + stats.getRunning() == 0;
  }
}
