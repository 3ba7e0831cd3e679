package dev.tidegate.controller.lab;

import dev.tidegate.localaws.world.balancer.RouteTable;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.proto.fleet.v1.AcceptedConnection;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.Load;
import dev.tidegate.proto.fleet.v1.Phase;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Runtimes inside the tasks of a service and clients that keep a connection each. A client calls
 * every second; a call that meets a dead process, or a new connection that is refused, is a failed
 * call. What a runtime is told it does: it drains, sheds, bounces.
 */
public final class RuntimesModel {
  private static final int MAX_BOUNCES = 20;

  private final CloudModel cloud;
  private final FleetModel fleet;
  private final SplittableRandom random;
  private final Map<String, Node> runtimes = new HashMap<>();
  private final Client[] clients;
  private long failedCalls;
  private long moved;
  private final Set<String> mute = new HashSet<>();
  private boolean twins;

  private static final class Client {
    private Node at;
  }

  private static final class Node {
    private final String arn;
    private final TargetKey key;
    private final long startedMs;
    private final Set<Client> connections = new HashSet<>();
    private final Set<String> sheds = new HashSet<>();
    private int left;
    private double perSecond;
    private boolean draining;
    private int accepts;
    private boolean alive = true;
    private long observedEpoch;
    private long observedGeneration;

    private Node(String arn, TargetKey key, long startedMs) {
      this.arn = arn;
      this.key = key;
      this.startedMs = startedMs;
    }

    private String id() {
      return "r-" + arn.substring(arn.lastIndexOf('/') + 1);
    }
  }

  RuntimesModel(CloudModel cloud, FleetModel fleet, int clients, long seed) {
    this.cloud = cloud;
    this.fleet = fleet;
    this.random = new SplittableRandom(seed);
    this.clients = new Client[clients];
    for (int i = 0; i < clients; i++) {
      this.clients[i] = new Client();
    }
  }

  public long failedCalls() {
    return failedCalls;
  }

  /** Graceful moves of connections. */
  public long moved() {
    return moved;
  }

  public Map<String, Integer> connections() {
    Map<String, Integer> all = new HashMap<>();
    runtimes.values().stream()
        .filter(r -> r.alive)
        .forEach(r -> all.put(r.arn, r.connections.size()));
    return all;
  }

  /** This task's runtime no longer reports. */
  public void mute(String arn) {
    mute.add(arn);
  }

  /** Every runtime reports twice under different names: nobody can tell which one is meant. */
  public void twins(boolean on) {
    twins = on;
  }

  void second(long nowMs) {
    follow(nowMs);
    runtimes.values().forEach(this::obey);
    RouteTable routes = cloud.aws.routes(cloud.listener);
    for (Client client : clients) {
      call(client, routes);
    }
  }

  /** Processes live from RUNNING until SIGTERM; what SIGTERM meets is for the clients to suffer. */
  private void follow(long nowMs) {
    Map<String, Task> tasks = cloud.tasks("runtimes");
    tasks.forEach(
        (arn, task) -> {
          if (task.lastStatus().equals("RUNNING") && !runtimes.containsKey(arn)) {
            TargetKey key =
                new TargetKey(
                    cloud.instanceOf(task),
                    task.containers().get(0).networkBindings().get(0).hostPort());
            runtimes.put(arn, new Node(arn, key, nowMs));
          }
        });
    for (Node runtime : runtimes.values()) {
      Task task = tasks.get(runtime.arn);
      runtime.alive =
          task != null
              && (task.lastStatus().equals("RUNNING") || task.lastStatus().equals("DEACTIVATING"));
    }
  }

  private void obey(Node runtime) {
    Directive directive = fleet.directive(runtime.id());
    runtime.draining =
        directive != null
            && directive.getMode() == Directive.Mode.MODE_DRAIN
            && directive.getBootId().equals("boot");
    if (directive == null) {
      return;
    }
    runtime.observedEpoch = directive.getEpoch();
    runtime.observedGeneration = directive.getGeneration();
    if (directive.hasShed() && runtime.sheds.add(directive.getShed().getShedId())) {
      int wanted = directive.getShed().getConnections();
      runtime.left = wanted < 0 ? Integer.MAX_VALUE : wanted;
      runtime.perSecond = directive.getShed().getPerSecond();
    }
    int now = (int) Math.min(runtime.left, Math.ceil(runtime.perSecond));
    List<Client> some =
        new ArrayList<>(runtime.connections).subList(0, Math.min(now, runtime.connections.size()));
    for (Client client : List.copyOf(some)) {
      runtime.connections.remove(client);
      client.at = null;
      runtime.left--;
      moved++;
    }
    if (runtime.left == Integer.MAX_VALUE && runtime.connections.isEmpty()) {
      runtime.left = 0;
    }
  }

  private void call(Client client, RouteTable routes) {
    if (client.at != null && !client.at.alive) {
      failedCalls++;
      client.at.connections.remove(client);
      client.at = null;
    }
    for (int i = 0; client.at == null && i < MAX_BOUNCES; i++) {
      Optional<RouteTable.Route> route = routes.choose(random.nextLong(), null);
      Node found = route.map(r -> at(r.key())).orElse(null);
      if (found == null) {
        failedCalls++;
        return;
      }
      if (!found.draining && !capped(found)) {
        found.connections.add(client);
        found.accepts++;
        client.at = found;
      }
    }
  }

  private boolean capped(Node runtime) {
    Directive directive = fleet.directive(runtime.id());
    return directive != null
        && directive.hasConnectionCap()
        && runtime.connections.size() >= directive.getConnectionCap();
  }

  private Node at(TargetKey key) {
    return runtimes.values().stream()
        .filter(r -> r.alive && r.key.equals(key))
        .findFirst()
        .orElse(null);
  }

  List<RuntimeStatus> statuses() {
    List<RuntimeStatus> all = new ArrayList<>();
    for (Node runtime : runtimes.values()) {
      if (!runtime.alive || mute.contains(runtime.arn)) {
        continue;
      }
      RuntimeStatus.Builder status =
          RuntimeStatus.newBuilder()
              .setRuntimeId(runtime.id())
              .setEcsTaskArn(runtime.arn)
              .setBootId("boot")
              .setPhase(runtime.draining ? Phase.PHASE_DRAINING : Phase.PHASE_SERVING)
              .setStartedAtMs(runtime.startedMs)
              .setObservedEpoch(runtime.observedEpoch)
              .setObservedGeneration(runtime.observedGeneration)
              .setLoad(
                  Load.newBuilder()
                      .setConnections(runtime.connections.size())
                      .setRpcPerSecond(runtime.connections.size()));
      for (int i = 0; i < Math.min(16, runtime.accepts); i++) {
        status.addRecentAccepts(AcceptedConnection.newBuilder().setConnectionId(i));
      }
      all.add(status.build());
      if (twins) {
        all.add(status.setRuntimeId(runtime.id() + "-twin").setBootId("other").build());
      }
    }
    return all;
  }
}
