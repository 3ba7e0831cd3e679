package dev.tidegate.client;

import dev.tidegate.client.internal.EcsMetadata;
import dev.tidegate.client.internal.Greeting;
import dev.tidegate.client.internal.JobIds;
import dev.tidegate.client.internal.Sources;
import dev.tidegate.client.lease.SessionLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Worker}. Not thread-safe. */
public final class WorkerBuilder {
  private static final int MOST_SLOTS = 1_000;

  /** What a container needs of its stop timeout besides the work at hand. */
  private static final Duration STOP_RESERVE = Duration.ofSeconds(10);

  private final Endpoint endpoint;
  private final Sources sources = Sources.system();
  private final List<String> queues = new ArrayList<>();
  private final Map<String, JobHandler> handlers = new HashMap<>();
  private @Nullable JobHandler fallback;
  private int slots = 1;
  private @Nullable String sessionId;
  private @Nullable String instance;
  private Optional<BusyProtection> protection = BusyProtection.ofEcsTask();
  private Duration stopTimeout = Duration.ofSeconds(30);
  private Duration unknownTypeDelay = Duration.ofSeconds(5);
  private WorkerListener listener = new LoggingListener();

  WorkerBuilder(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Takes jobs from this queue, too. With several queues the free slots are split over them. */
  public WorkerBuilder queue(String queue) {
    JobLimits.QUEUE.check("queue", queue);
    queues.add(queue);
    return this;
  }

  /** Handlers at once over all queues, 1..1000; default 1. */
  public WorkerBuilder slots(int slots) {
    if (slots < 1 || slots > MOST_SLOTS) {
      throw new IllegalArgumentException("slots must be 1.." + MOST_SLOTS);
    }
    this.slots = slots;
    return this;
  }

  /** Runs jobs of this type. */
  public WorkerBuilder handler(String type, JobHandler handler) {
    JobLimits.TYPE.check("type", type);
    if (handlers.putIfAbsent(type, handler) != null) {
      throw new IllegalArgumentException("type " + type + " has a handler already");
    }
    return this;
  }

  /**
   * Runs jobs of all other types. Without it they are given back, so that a worker of another
   * version can take them.
   */
  public WorkerBuilder otherTypes(JobHandler handler) {
    this.fallback = handler;
    return this;
  }

  /** {@code [A-Za-z0-9._-]{1,64}}; by default random. Never used by two workers at a time. */
  public WorkerBuilder sessionId(String sessionId) {
    JobLimits.ID.check("session id", sessionId);
    this.sessionId = sessionId;
    return this;
  }

  /** For people: who this is. By default host name and process id. */
  public WorkerBuilder instance(String instance) {
    this.instance = instance;
    return this;
  }

  /**
   * What keeps scale-in away from long work. By default that of the ECS task, where there is one.
   */
  public WorkerBuilder protection(BusyProtection protection) {
    this.protection = Optional.of(protection);
    return this;
  }

  /**
   * The container's stop timeout, default 30 s: work whose full lease is longer than this less ten
   * seconds is protected against scale-in.
   */
  public WorkerBuilder stopTimeout(Duration stopTimeout) {
    this.stopTimeout = stopTimeout;
    return this;
  }

  /** How long a job without a handler here is kept from workers; default 5 s. */
  public WorkerBuilder unknownTypeDelay(Duration delay) {
    this.unknownTypeDelay = delay;
    return this;
  }

  /** By default events are logged through {@code System.Logger}. */
  public WorkerBuilder listener(WorkerListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * A worker that is not started yet. Inside ECS this asks the metadata endpoint who it is, for at
   * most two seconds.
   *
   * @throws IllegalArgumentException if there is no queue, one twice, or no handler
   */
  public Worker build() {
    HandlerDirectory directory = new HandlerDirectory(handlers, fallback);
    SessionLimits limits = SessionLimits.of(queues, slots);
    EcsMetadata ecs = ecs();
    Greeting greeting =
        new Greeting(
            sessionId == null ? JobIds.randomName(sources.random()) : sessionId,
            instance == null ? hostAndProcess() : instance,
            ecs.taskArn(),
            JobIds.randomName(sources.random()),
            ecs.revision(),
            slots,
            directory.types());
    Duration longWork = stopTimeout.minus(STOP_RESERVE);
    return new Worker(
        new WorkerOptions(
            endpoint,
            greeting,
            limits,
            directory,
            protection,
            longWork.isNegative() ? Duration.ZERO : longWork,
            unknownTypeDelay,
            listener,
            sources));
  }

  private EcsMetadata ecs() {
    String uri = System.getenv(EcsMetadata.URI_VARIABLE);
    if (uri == null) {
      return EcsMetadata.NONE;
    }
    try {
      return EcsMetadata.fetch(uri);
    } catch (IOException e) {
      listener.trouble("the ECS metadata endpoint does not say who this is", e);
      return EcsMetadata.NONE;
    }
  }

  private static String hostAndProcess() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? "java" : host) + ":" + ProcessHandle.current().pid();
  }
}
