package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.balancer.TargetKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task. */
public final class Task {

  /** Why the scheduler wants it replaced. */
  enum Trouble {
    NONE,
    UNHEALTHY,
    INSTANCE_DRAINING
  }

  /**
   * A target that stands for this task.
   *
   * @param groupArn the target group
   * @param key the target
   */
  public record Attachment(String groupArn, TargetKey key) {}

  private final String arn;
  private final String id;
  private final Cluster cluster;
  private final TaskDefinition definition;
  private final ContainerInstance instance;
  private final @Nullable Service service;
  private final String deploymentId;
  private final Instant createdAt;
  private final Map<Integer, Integer> hostPorts = new LinkedHashMap<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private TaskStatus status = TaskStatus.PROVISIONING;
  private Trouble trouble = Trouble.NONE;
  private boolean stopWanted;
  private boolean launched;
  private boolean signalled;
  private boolean exited;
  private boolean attached;
  private @Nullable String privateIp;
  private @Nullable Instant startedAt;
  private @Nullable Instant stoppingAt;
  private @Nullable Instant stoppedAt;
  private @Nullable Instant protectedUntil;
  private @Nullable Integer exitCode;
  private String stopCode = "";
  private String stoppedReason = "";

  Task(
      String arn, Cluster cluster, Deployment deployment, ContainerInstance instance, Instant now) {
    this.arn = arn;
    this.id = arn.substring(arn.lastIndexOf('/') + 1);
    this.cluster = cluster;
    this.definition = deployment.definition();
    this.instance = instance;
    this.service = deployment.service();
    this.deploymentId = deployment.id();
    this.createdAt = now;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** The last part of its ARN. */
  public String id() {
    return id;
  }

  /** Its cluster. */
  public Cluster cluster() {
    return cluster;
  }

  /** What it runs. */
  public TaskDefinition definition() {
    return definition;
  }

  /** Where it runs. */
  public ContainerInstance instance() {
    return instance;
  }

  /** The service that it belongs to. */
  public Optional<Service> service() {
    return Optional.ofNullable(service);
  }

  /** The deployment that started it. */
  public String deploymentId() {
    return deploymentId;
  }

  /** Where it is in its life. */
  public TaskStatus status() {
    return status;
  }

  /** Whether it shall stop or has stopped. */
  public boolean stopWanted() {
    return stopWanted;
  }

  /** Container port to host port. */
  public Map<Integer, Integer> hostPorts() {
    return Map.copyOf(hostPorts);
  }

  /** The targets that stand for it, from the moment of their registration on. */
  public List<Attachment> attachments() {
    return List.copyOf(attachments);
  }

  /** Its own address in awsvpc mode. */
  public Optional<String> privateIp() {
    return Optional.ofNullable(privateIp);
  }

  /** When it was made. */
  public Instant createdAt() {
    return createdAt;
  }

  /** When it began to run. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** When it was first to stop. */
  public Optional<Instant> stoppingAt() {
    return Optional.ofNullable(stoppingAt);
  }

  /** When it was over. */
  public Optional<Instant> stoppedAt() {
    return Optional.ofNullable(stoppedAt);
  }

  /** Until when scale-in protection lasts; empty when it has none. */
  public Optional<Instant> protectedUntil() {
    return Optional.ofNullable(protectedUntil);
  }

  /** Its container's exit code, 128 + signal when a signal ended it. */
  public Optional<Integer> exitCode() {
    return Optional.ofNullable(exitCode);
  }

  /** AWS's code for why it stopped; empty while it has not. */
  public String stopCode() {
    return stopCode;
  }

  /** Why it stopped, in words; empty while it has not. */
  public String stoppedReason() {
    return stoppedReason;
  }

  boolean guarded(Instant now) {
    return protectedUntil != null && protectedUntil.isAfter(now);
  }

  Trouble trouble() {
    return trouble;
  }

  boolean launched() {
    return launched;
  }

  boolean signalled() {
    return signalled;
  }

  boolean exited() {
    return exited;
  }

  boolean attached() {
    return attached;
  }

  void status(TaskStatus next) {
    status = next;
  }

  void trouble(Trouble next) {
    trouble = next;
  }

  void markLaunched() {
    launched = true;
  }

  void markSignalled() {
    signalled = true;
  }

  void exited(int code) {
    exited = true;
    exitCode = code;
  }

  void attached(boolean on) {
    attached = on;
  }

  void attach(Attachment attachment) {
    attachments.add(attachment);
  }

  void privateIp(String address) {
    privateIp = address;
  }

  void hostPort(int containerPort, int hostPort) {
    hostPorts.put(containerPort, hostPort);
  }

  void started(Instant at) {
    startedAt = at;
  }

  void stopping(Instant at, String code, String reason) {
    stopWanted = true;
    stoppingAt = at;
    stopCode = code;
    stoppedReason = reason;
  }

  void stopped(Instant at) {
    stoppedAt = at;
    status = TaskStatus.STOPPED;
  }

  void guard(@Nullable Instant until) {
    protectedUntil = until;
  }
}
