package dev.tidegate.localaws.task;

import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.Outside;
import dev.tidegate.localaws.world.balancer.BalancerPorts;
import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.cluster.TaskLaunch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a world in virtual time: tasks that start, listen and end as {@link TaskModel}
 * says, or as a test tells them. Runs on the driver's thread only.
 */
public final class ModelOutside implements Outside {

  private static final int FIRST_DYNAMIC_PORT = 32_768;
  private static final int LAST_DYNAMIC_PORT = 61_000;
  private static final int EXIT_BY_SIGKILL = 137;

  private static final class ModelTask {
    private final TaskLaunch launch;
    private boolean listening;
    private boolean ignoresTerm;

    private ModelTask(TaskLaunch launch) {
      this.launch = launch;
    }

    private boolean owns(TargetKey key) {
      boolean place = launch.instanceId().equals(key.id()) || launch.address().equals(key.id());
      return place && launch.hostPorts().containsValue(key.port());
    }
  }

  /**
   * A reset that the load balancer sent to all flows of a target.
   *
   * @param groupArn the group
   * @param key the target
   */
  public record Reset(String groupArn, TargetKey key) {}

  private final TaskModel model;
  private final Map<String, ModelTask> tasks = new LinkedHashMap<>();
  private final Map<TargetKey, Boolean> answers = new HashMap<>();
  private final Map<String, RouteTable> routes = new HashMap<>();
  private final Map<String, Integer> nextPort = new HashMap<>();
  private final List<Reset> resets = new ArrayList<>();
  private @Nullable Driver driver;
  private int addresses;

  /** Tasks behave as the model says until told otherwise. */
  public ModelOutside(TaskModel model) {
    this.model = model;
  }

  /** Tells where answers go; once, before the first event. */
  public void bind(Driver to) {
    driver = to;
  }

  /** Whether a task's ports accept connections. */
  public void listening(String taskId, boolean on) {
    task(taskId).listening = on;
  }

  /** Whether a task ignores SIGTERM. */
  public void ignoresTerm(String taskId, boolean on) {
    task(taskId).ignoresTerm = on;
  }

  /** A task's process ends by itself. */
  public void exit(String taskId, int code) {
    task(taskId);
    end(taskId, code);
  }

  /** What a target that no task stands behind answers to probes; it passes until told otherwise. */
  public void answers(TargetKey key, boolean passes) {
    answers.put(key, passes);
  }

  /** The newest routes of a listener as the data plane was told them. */
  public @Nullable RouteTable routes(String listenerArn) {
    return routes.get(listenerArn);
  }

  /** Resets so far, oldest first. */
  public List<Reset> resets() {
    return List.copyOf(resets);
  }

  @Override
  public void start(TaskLaunch launch) {
    ModelTask task = new ModelTask(launch);
    tasks.put(launch.taskId(), task);
    later(model.startToListen(), () -> task.listening = true);
  }

  @Override
  public void terminate(String taskId) {
    ModelTask task = tasks.get(taskId);
    if (task != null && !task.ignoresTerm) {
      later(model.termToExit(), () -> end(taskId, 0));
    }
  }

  @Override
  public void kill(String taskId) {
    end(taskId, EXIT_BY_SIGKILL);
  }

  @Override
  public int freePort(String instanceId, Set<Integer> taken) {
    int range = LAST_DYNAMIC_PORT - FIRST_DYNAMIC_PORT + 1;
    int next = nextPort.getOrDefault(instanceId, 0);
    for (int tried = 0; tried < range; tried++) {
      int port = FIRST_DYNAMIC_PORT + (next + tried) % range;
      if (!taken.contains(port)) {
        nextPort.put(instanceId, next + tried + 1);
        return port;
      }
    }
    throw new IllegalStateException("no dynamic port is free on " + instanceId);
  }

  @Override
  public String freeAddress(String zone) {
    addresses++;
    return "10.1." + (addresses >> 8) + "." + (addresses & 255);
  }

  @Override
  public void route(RouteTable table) {
    routes.put(table.listenerArn(), table);
  }

  @Override
  public void forget(String listenerArn) {
    routes.remove(listenerArn);
  }

  @Override
  public void reset(String groupArn, TargetKey key) {
    resets.add(new Reset(groupArn, key));
  }

  @Override
  public void probe(BalancerPorts.Probe probe) {
    TargetKey key = new TargetKey(probe.key().id(), probe.port());
    boolean passed =
        tasks.values().stream()
            .filter(t -> t.owns(key))
            .findFirst()
            .map(t -> t.listening)
            .orElseGet(() -> answers.getOrDefault(probe.key(), true));
    driver().run(world -> world.balancers().probeAnswered(probe, passed));
  }

  private void end(String taskId, int code) {
    ModelTask task = tasks.remove(taskId);
    if (task == null) {
      return;
    }
    for (int port : task.launch.hostPorts().values()) {
      answers.put(new TargetKey(task.launch.instanceId(), port), false);
      answers.put(new TargetKey(task.launch.address(), port), false);
    }
    driver().run(world -> world.clusters().taskExited(taskId, code));
  }

  private void later(Duration delay, Runnable action) {
    driver().run(world -> world.kernel().after(delay, action));
  }

  private ModelTask task(String taskId) {
    ModelTask task = tasks.get(taskId);
    if (task == null) {
      throw new IllegalArgumentException("no such task runs: " + taskId);
    }
    return task;
  }

  private Driver driver() {
    if (driver == null) {
      throw new IllegalStateException("the model is not bound to a driver yet");
    }
    return driver;
  }
}
