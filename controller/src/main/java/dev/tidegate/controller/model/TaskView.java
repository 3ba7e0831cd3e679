package dev.tidegate.controller.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An ECS task as it is.
 *
 * @param wanted ECS wants it to run (desiredStatus RUNNING); false: it is being stopped
 * @param zone its availability zone; empty if unknown
 * @param containerInstanceArn where it runs; null on capacity without container instances
 * @param eniAddress private address of its own network interface; null in bridge and host mode
 * @param failed it ended by itself, or never got to run; false: it runs, or somebody stopped it
 * @param protectedUntil end of its scale-in protection; null if it has none or nobody asked
 */
public record TaskView(
    String arn,
    String service,
    Status status,
    boolean wanted,
    String taskDefinition,
    String zone,
    @Nullable String containerInstanceArn,
    @Nullable String eniAddress,
    List<Port> ports,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant stoppedAt,
    boolean failed,
    @Nullable Instant protectedUntil) {

  /** A container's port and where the host has bound it. */
  public record Port(String container, int containerPort, int hostPort) {
    public Port {
      Objects.requireNonNull(container, "container");
    }
  }

  /** Where a task stands in its life. */
  public enum Status {
    STARTING,
    RUNNING,
    /** On its way out but still there: its process may live. */
    STOPPING,
    STOPPED
  }

  public TaskView {
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(taskDefinition, "taskDefinition");
    Objects.requireNonNull(zone, "zone");
    ports = List.copyOf(ports);
  }

  /** Runs and is meant to go on running. */
  public boolean serving() {
    return wanted && status == Status.RUNNING;
  }

  /** Meant to run, not there yet. */
  public boolean starting() {
    return wanted && status == Status.STARTING;
  }

  /** Being stopped, whoever began it, and not gone. */
  public boolean leaving() {
    return status != Status.STOPPED && (!wanted || status == Status.STOPPING);
  }

  public boolean gone() {
    return status == Status.STOPPED;
  }

  public TaskView withProtection(@Nullable Instant until) {
    return new TaskView(
        arn,
        service,
        status,
        wanted,
        taskDefinition,
        zone,
        containerInstanceArn,
        eniAddress,
        ports,
        createdAt,
        startedAt,
        stoppedAt,
        failed,
        until);
  }

  /** The last part of the ARN: what people recognise. */
  public String shortId() {
    return shortId(arn);
  }

  public static String shortId(String arn) {
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    return id.length() > 12 ? id.substring(0, 12) : id;
  }
}
