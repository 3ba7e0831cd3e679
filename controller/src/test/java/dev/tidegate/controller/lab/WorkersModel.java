package dev.tidegate.controller.lab;

import dev.tidegate.proto.queue.v1.QueueStats;
import dev.tidegate.proto.queue.v1.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.Task;

/** Workers inside the tasks of a service, and the one queue they work on. */
public final class WorkersModel {
  private static final int SLOTS = 2;

  private final CloudModel cloud;
  private final FleetModel fleet;
  private final Map<String, Worker> workers = new HashMap<>();
  private final Deque<Integer> queue = new ArrayDeque<>();
  private double rate;
  private int seconds = 1;
  private double carry;
  private long enqueued;
  private double enqueuedWork;
  private double completedWork;
  private long completed;
  private long killedBusy;
  private int most;
  private boolean stuck;

  private static final class Worker {
    private final String arn;
    private final List<int[]> jobs = new ArrayList<>();
    private boolean draining;

    private Worker(String arn) {
      this.arn = arn;
    }
  }

  WorkersModel(CloudModel cloud, FleetModel fleet) {
    this.cloud = cloud;
    this.fleet = fleet;
  }

  /** From now on so many jobs per second of so many seconds each. */
  public void load(double jobsPerSecond, int secondsEach) {
    rate = jobsPerSecond;
    seconds = secondsEach;
  }

  /** Jobs that run do not end any more. */
  public void stuck(boolean on) {
    stuck = on;
  }

  public long killedBusy() {
    return killedBusy;
  }

  public long completed() {
    return completed;
  }

  public long enqueued() {
    return enqueued;
  }

  public int most() {
    return most;
  }

  /** Workers that hold a job. */
  public long busy() {
    return workers.values().stream().filter(w -> !w.jobs.isEmpty()).count();
  }

  public int count() {
    return workers.size();
  }

  public long draining() {
    return workers.values().stream().filter(w -> w.draining).count();
  }

  void second() {
    Map<String, Task> tasks = cloud.tasks("workers");
    tasks.forEach(
        (arn, task) -> {
          if (task.lastStatus().equals("RUNNING") && task.desiredStatus().equals("RUNNING")) {
            workers.computeIfAbsent(arn, Worker::new);
          }
        });
    workers
        .values()
        .removeIf(
            w -> {
              Task task = tasks.get(w.arn);
              boolean ends = task == null || !task.lastStatus().equals("RUNNING");
              if (ends && !w.jobs.isEmpty()) {
                killedBusy++;
                w.jobs.forEach(j -> queue.add(seconds));
              }
              return ends;
            });
    most = Math.max(most, workers.size());
    arrive();
    workers.values().forEach(this::work);
    hand();
  }

  private void arrive() {
    carry += rate;
    for (; carry >= 1; carry--) {
      queue.add(seconds);
      enqueued++;
      enqueuedWork += seconds;
    }
  }

  private void work(Worker worker) {
    worker.draining = fleet.drainsWorker(worker.arn);
    if (!stuck) {
      worker.jobs.forEach(j -> j[0]--);
      int before = worker.jobs.size();
      worker.jobs.removeIf(j -> j[0] <= 0);
      completed += before - worker.jobs.size();
      completedWork += (before - worker.jobs.size()) * (double) seconds;
    }
  }

  /** Work goes to whoever holds least, so that a small load keeps many workers a little busy. */
  private void hand() {
    while (!queue.isEmpty()) {
      Worker idlest =
          workers.values().stream()
              .filter(w -> !w.draining && w.jobs.size() < SLOTS)
              .min(
                  java.util.Comparator.comparingInt((Worker w) -> w.jobs.size())
                      .thenComparing(w -> w.arn))
              .orElse(null);
      if (idlest == null) {
        return;
      }
      idlest.jobs.add(new int[] {queue.remove()});
    }
  }

  List<Session> sessions() {
    List<Session> all = new ArrayList<>();
    workers
        .values()
        .forEach(
            w ->
                all.add(
                    Session.newBuilder()
                        .setSessionId("s-" + w.arn)
                        .setEcsTaskArn(w.arn)
                        .setSlots(SLOTS)
                        .setHeld(w.jobs.size())
                        .setDraining(w.draining)
                        .setHeldWorkMs(w.jobs.stream().mapToLong(j -> j[0] * 1000L).sum())
                        .build()));
    return all;
  }

  QueueStats stats() {
    long running = workers.values().stream().mapToLong(w -> w.jobs.size()).sum();
    long left = workers.values().stream().flatMap(w -> w.jobs.stream()).mapToLong(j -> j[0]).sum();
    long ready = queue.stream().mapToLong(Integer::longValue).sum() * 1000;
    return QueueStats.newBuilder()
        .setReady(queue.size())
        .setRunning(running)
        .setReadyWorkMs(ready)
        .setRunnableWorkMs(ready)
        .setInFlightWorkMs(Math.max(0, left) * 1000)
        .setEnqueuedTotal(enqueued)
        .setEnqueuedWorkMsTotal((long) (enqueuedWork * 1000))
        .setCompletedTotal(completed)
        .setCompletedRunMsTotal((long) (completedWork * 1000))
        .setCompletedWorkMsTotal((long) (completedWork * 1000))
        .build();
  }
}
