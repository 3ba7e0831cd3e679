package dev.tidegate.localaws.world.cluster;

import java.time.Instant;

/** One deployment of a service: the tasks of one task definition, and how far they are. */
public final class Deployment {

  private final String id;
  private final Service service;
  private final TaskDefinition definition;
  private final Instant createdAt;
  private Instant updatedAt;
  private boolean primary = true;
  private boolean completed;

  Deployment(String id, Service service, TaskDefinition definition, Instant now) {
    this.id = id;
    this.service = service;
    this.definition = definition;
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** For example {@code ecs-svc/0123456789012345678}. */
  public String id() {
    return id;
  }

  /** Whose. */
  public Service service() {
    return service;
  }

  /** What its tasks run. */
  public TaskDefinition definition() {
    return definition;
  }

  /** When it began. */
  public Instant createdAt() {
    return createdAt;
  }

  /** When it last changed. */
  public Instant updatedAt() {
    return updatedAt;
  }

  /** PRIMARY, or ACTIVE when a newer one replaces it. */
  public String status() {
    return primary ? "PRIMARY" : "ACTIVE";
  }

  /** IN_PROGRESS or COMPLETED. */
  public String rolloutState() {
    return completed ? "COMPLETED" : "IN_PROGRESS";
  }

  boolean completed() {
    return completed;
  }

  void complete(Instant now) {
    completed = true;
    updatedAt = now;
  }

  void replaced(Instant now) {
    primary = false;
    updatedAt = now;
  }
}
