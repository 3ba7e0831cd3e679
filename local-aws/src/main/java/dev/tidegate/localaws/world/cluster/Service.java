package dev.tidegate.localaws.world.cluster;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One service. */
public final class Service {

  private static final int KEPT_EVENTS = 100;

  /**
   * A line of the service's event list.
   *
   * @param id unique
   * @param at when
   * @param message what
   */
  public record Event(String id, Instant at, String message) {}

  private final String arn;
  private final Cluster cluster;
  private final Instant createdAt;
  private final List<Deployment> deployments = new ArrayList<>();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private ServiceSpec spec;
  private int desired;
  private String status = "ACTIVE";
  private boolean reconcileDue;

  Service(String arn, Cluster cluster, ServiceSpec spec, int desired, Instant now) {
    this.arn = arn;
    this.cluster = cluster;
    this.spec = spec;
    this.desired = desired;
    this.createdAt = now;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** Its cluster. */
  public Cluster cluster() {
    return cluster;
  }

  /** Its name. */
  public String name() {
    return spec.name();
  }

  /** How it is set up. */
  public ServiceSpec spec() {
    return spec;
  }

  /** How many tasks it shall have. */
  public int desired() {
    return desired;
  }

  /** ACTIVE, DRAINING or INACTIVE. */
  public String status() {
    return status;
  }

  /** When it was made. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Its deployments, the primary one first. */
  public List<Deployment> deployments() {
    return List.copyOf(deployments);
  }

  /** The newest deployment. */
  public Deployment primary() {
    return deployments.get(0);
  }

  /** What happened, newest first, at most 100. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  void spec(ServiceSpec next) {
    spec = next;
  }

  void desired(int count) {
    desired = count;
  }

  void status(String next) {
    status = next;
  }

  void deploy(Deployment deployment, Instant now) {
    deployments.forEach(d -> d.replaced(now));
    deployments.add(0, deployment);
  }

  void dropReplacedDeployments() {
    deployments.subList(1, deployments.size()).clear();
  }

  void event(Event event) {
    if (!events.isEmpty() && events.peekFirst().message().equals(event.message())) {
      return;
    }
    if (events.size() == KEPT_EVENTS) {
      events.removeLast();
    }
    events.addFirst(event);
  }

  /** Asks for a reconciliation; false when one is due already. */
  boolean askReconcile() {
    boolean first = !reconcileDue;
    reconcileDue = true;
    return first;
  }

  void reconciling() {
    reconcileDue = false;
  }
}
