package dev.tidegate.queue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.Shed;
import dev.tidegate.proto.queue.v1.BatchGetStatsRequest;
import dev.tidegate.proto.queue.v1.CreateBatchRequest;
import dev.tidegate.proto.queue.v1.DrainWorkersRequest;
import dev.tidegate.proto.queue.v1.Durability;
import dev.tidegate.proto.queue.v1.DurabilityClass;
import dev.tidegate.proto.queue.v1.EnqueueRequest;
import dev.tidegate.proto.queue.v1.EnqueueResponse;
import dev.tidegate.proto.queue.v1.GetJobRequest;
import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.Job;
import dev.tidegate.proto.queue.v1.JobState;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.proto.queue.v1.ListJobsRequest;
import dev.tidegate.proto.queue.v1.PutCronRequest;
import dev.tidegate.proto.queue.v1.QueueConfig;
import dev.tidegate.proto.queue.v1.RedriveRequest;
import dev.tidegate.proto.queue.v1.RetryPolicy;
import dev.tidegate.proto.queue.v1.UpdateConfigRequest;
import dev.tidegate.proto.queue.v1.WorkerMessage;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit of the contract, with the status, the reason and the field of its refusal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidationTest {
  private Rig rig;

  @BeforeAll
  void start() {
    rig = Rig.inMemory();
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  private static Arguments job(
      Code code, String reason, String field, Consumer<Job.Builder> spoiled) {
    return Arguments.of(field + " " + reason, code, reason, field, spoiled);
  }

  private static Arguments invalid(String field, Consumer<Job.Builder> spoiled) {
    return job(Code.INVALID_ARGUMENT, "INVALID_FIELD", field, spoiled);
  }

  static Stream<Arguments> badJobs() {
    return Stream.of(
        invalid("queue", j -> j.setQueue("")),
        invalid("queue", j -> j.setQueue("Orders")),
        invalid("queue", j -> j.setQueue("a{b}")),
        invalid("queue", j -> j.setQueue("q".repeat(101))),
        invalid("client_job_id", j -> j.setClientJobId("a/b")),
        invalid("client_job_id", j -> j.setClientJobId("x".repeat(65))),
        invalid("type", j -> j.setType("")),
        invalid("type", j -> j.setType("with space")),
        invalid("type", j -> j.setType("t".repeat(101))),
        job(
            Code.INVALID_ARGUMENT,
            "TOO_LARGE",
            "body",
            j -> j.setBody(ByteString.copyFrom(new byte[256 * 1024 + 1]))),
        invalid("content_type", j -> j.setContentType("c".repeat(101))),
        invalid("headers", j -> j.putHeaders("Upper", "x")),
        invalid("headers", j -> j.putHeaders("h".repeat(65), "x")),
        invalid(
            "headers",
            j -> {
              for (int i = 0; i < 33; i++) {
                j.putHeaders("h" + i, "x");
              }
            }),
        job(
            Code.INVALID_ARGUMENT,
            "TOO_LARGE",
            "headers",
            j -> j.putHeaders("h", "x".repeat(1_025))),
        job(
            Code.INVALID_ARGUMENT,
            "TOO_LARGE",
            "headers",
            j -> {
              for (int i = 0; i < 5; i++) {
                j.putHeaders("h" + i, "x".repeat(1_000));
              }
            }),
        invalid("priority", j -> j.setPriorityValue(9)),
        invalid("expected_duration_ms", j -> j.setExpectedDurationMs(0)),
        invalid("expected_duration_ms", j -> j.setExpectedDurationMs(604_800_001)),
        invalid("timeout_ms", j -> j.setTimeoutMs(-1)),
        invalid("not_before_ms", j -> j.setNotBeforeMs(Long.MAX_VALUE)),
        invalid("expires_at_ms", j -> j.setExpiresAtMs(1)),
        invalid("retention_ms", j -> j.setRetentionMs(-1)),
        invalid("traceparent", j -> j.setTraceparent("0".repeat(201))),
        invalid("tracestate", j -> j.setTracestate("0".repeat(513))),
        invalid("retry_policy.max_attempts", retry(r -> r.setMaxAttempts(0))),
        invalid("retry_policy.max_attempts", retry(r -> r.setMaxAttempts(1_001))),
        invalid("retry_policy.initial_backoff_ms", retry(r -> r.setInitialBackoffMs(86_400_001))),
        invalid("retry_policy.max_backoff_ms", retry(r -> r.setMaxBackoffMs(-1))),
        invalid("retry_policy.multiplier", retry(r -> r.setMultiplier(0.5))),
        invalid("retry_policy.multiplier", retry(r -> r.setMultiplier(Double.NaN))),
        invalid("retry_policy.jitter", retry(r -> r.setJitter(1.5))),
        invalid("retry_policy.max_lease_losses", retry(r -> r.setMaxLeaseLosses(101))),
        invalid(
            "durability.class", j -> j.setDurability(Durability.newBuilder().setClass_Value(9))),
        invalid(
            "durability.replicas", j -> j.setDurability(Durability.newBuilder().setReplicas(1))),
        job(
            Code.FAILED_PRECONDITION,
            "DURABILITY_UNAVAILABLE",
            "",
            j -> j.setDurability(of(DurabilityClass.DURABILITY_CLASS_FSYNC))),
        job(
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            "durability",
            j -> j.setDurability(of(DurabilityClass.DURABILITY_CLASS_REPLICATED))),
        invalid("group", j -> j.setGroup("g".repeat(201))),
        job(Code.UNIMPLEMENTED, "NOT_SUPPORTED", "group", j -> j.setGroup("g")),
        invalid("idempotency_key", j -> j.setIdempotencyKey("ä".repeat(101))),
        job(Code.UNIMPLEMENTED, "NOT_SUPPORTED", "idempotency_key", j -> j.setIdempotencyKey("k")),
        job(Code.UNIMPLEMENTED, "NOT_SUPPORTED", "batch_id", j -> j.setBatchId("b")));
  }

  private static Durability.Builder of(DurabilityClass wanted) {
    return Durability.newBuilder().setClass_(wanted);
  }

  private static Consumer<Job.Builder> retry(Consumer<RetryPolicy.Builder> spoiled) {
    return job -> {
      RetryPolicy.Builder policy = RetryPolicy.newBuilder();
      spoiled.accept(policy);
      job.setRetryPolicy(policy);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badJobs")
  void aBadJobIsRefusedAloneAndItsNeighboursAreAccepted(
      String name, Code code, String reason, String field, Consumer<Job.Builder> spoiled) {
    Job.Builder bad = Rig.job("valid", "bad");
    spoiled.accept(bad);
    EnqueueResponse response =
        rig.producer()
            .enqueue(
                EnqueueRequest.newBuilder()
                    .addJobs(Rig.job("valid", "before"))
                    .addJobs(bad)
                    .addJobs(Rig.job("valid", "after"))
                    .build());
    assertThat(response.getResults(0).hasAccepted()).isTrue();
    assertThat(response.getResults(2).hasAccepted()).isTrue();
    Status error = response.getResults(1).getError();
    assertThat(Code.forNumber(error.getCode())).isEqualTo(code);
    assertThat(Calls.info(error).getDomain()).isEqualTo("tidegate.dev");
    assertThat(Calls.reason(error)).isEqualTo(reason);
    assertThat(Calls.field(error)).isEqualTo(field);
    assertThat(error.getMessage()).isNotBlank();
  }

  private static Arguments call(Code code, String reason, String field, Consumer<Rig> call) {
    return Arguments.of(field + " " + reason, code, reason, field, call);
  }

  private static Arguments badCall(String field, Consumer<Rig> call) {
    return call(Code.INVALID_ARGUMENT, "INVALID_FIELD", field, call);
  }

  static Stream<Arguments> badCalls() {
    return Stream.of(
        badCall("jobs", r -> r.producer().enqueue(EnqueueRequest.getDefaultInstance())),
        badCall("jobs", r -> r.producer().enqueue(many(257, 1))),
        call(
            Code.INVALID_ARGUMENT,
            "TOO_LARGE",
            "jobs",
            r -> r.producer().enqueue(many(5, 250 * 1024))),
        call(
            Code.NOT_FOUND,
            "JOB_NOT_FOUND",
            "",
            r ->
                r.producer()
                    .getJob(GetJobRequest.newBuilder().setQueue("q").setJobId("none").build())),
        call(
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            "CreateBatch",
            r -> r.producer().createBatch(CreateBatchRequest.getDefaultInstance())),
        call(
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            "PutCron",
            r -> r.admin().putCron(PutCronRequest.getDefaultInstance())),
        badCall("max_jobs", r -> r.pull().lease(lease().setMaxJobs(0).build())),
        badCall("max_jobs", r -> r.pull().lease(lease().setMaxJobs(257).build())),
        badCall("max_bytes", r -> r.pull().lease(lease().setMaxBytes(1 << 21).build())),
        badCall("wait_ms", r -> r.pull().lease(lease().setWaitMs(20_001).build())),
        badCall("session_id", r -> r.pull().lease(lease().setSessionId("a b").build())),
        badCall("types", r -> r.pull().lease(lease().addTypes("a b").build())),
        badCall("queues", r -> r.admin().batchGetStats(BatchGetStatsRequest.getDefaultInstance())),
        badCall(
            "state",
            r ->
                r.admin()
                    .listJobs(
                        ListJobsRequest.newBuilder()
                            .setQueue("q")
                            .setState(JobState.JOB_STATE_EXPIRED)
                            .build())),
        badCall(
            "page_size",
            r ->
                r.admin()
                    .listJobs(
                        ListJobsRequest.newBuilder()
                            .setQueue("q")
                            .setState(JobState.JOB_STATE_READY)
                            .setPageSize(101)
                            .build())),
        badCall(
            "jobs_per_second",
            r ->
                r.admin()
                    .redrive(
                        RedriveRequest.newBuilder().setQueue("q").setJobsPerSecond(0).build())),
        badCall("lease_factor", config(c -> c.setLeaseFactor(0.1))),
        badCall("delivery_lease_ms", config(c -> c.setDeliveryLeaseMs(10))),
        call(
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            "rate_per_second",
            config(c -> c.setRatePerSecond(5))),
        call(
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            "priority_weights",
            config(c -> c.addPriorityWeights(5))),
        badCall(
            "epoch",
            r ->
                r.admin()
                    .drainWorkers(
                        DrainWorkersRequest.newBuilder()
                            .addEcsTaskArns("arn")
                            .setDrain(true)
                            .build())),
        badCall(
            "directives", r -> r.fleet().putDirectives(PutDirectivesRequest.newBuilder().build())),
        badCall("directives.boot_id", directive(d -> d.clearBootId())),
        badCall("directives.epoch", directive(d -> d.setEpoch(0))),
        badCall("directives.expires_at_ms", directive(d -> d.setExpiresAtMs(Long.MAX_VALUE))),
        badCall("directives.until_stopped", directive(d -> d.setUntilStopped(true))),
        badCall("directives.connection_cap", directive(d -> d.setConnectionCap(-1))),
        badCall(
            "directives.shed.shed_id",
            directive(d -> d.setShed(Shed.newBuilder().setConnections(1)))));
  }

  private static EnqueueRequest many(int jobs, int bytes) {
    EnqueueRequest.Builder request = EnqueueRequest.newBuilder();
    for (int i = 0; i < jobs; i++) {
      request.addJobs(Rig.job("q", "m" + i).setBody(ByteString.copyFrom(new byte[bytes])));
    }
    return request.build();
  }

  private static LeaseRequest.Builder lease() {
    return LeaseRequest.newBuilder().setQueue("q").setMaxJobs(1);
  }

  private static Consumer<Rig> config(Consumer<QueueConfig.Builder> spoiled) {
    QueueConfig.Builder config = QueueConfig.newBuilder().setQueue("q");
    spoiled.accept(config);
    UpdateConfigRequest request = UpdateConfigRequest.newBuilder().setConfig(config).build();
    return rig -> rig.admin().updateConfig(request);
  }

  private static Consumer<Rig> directive(Consumer<Directive.Builder> spoiled) {
    Directive.Builder directive =
        Directive.newBuilder()
            .setRuntimeId("rt")
            .setBootId("b")
            .setEpoch(1)
            .setExpiresAtMs(System.currentTimeMillis() + 10_000);
    spoiled.accept(directive);
    PutDirectivesRequest request =
        PutDirectivesRequest.newBuilder().addDirectives(directive).build();
    return rig -> rig.fleet().putDirectives(request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCalls")
  void aBadCallFailsWithStatusReasonAndField(
      String name, Code code, String reason, String field, Consumer<Rig> call) {
    StatusRuntimeException failed =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(rig));
    Status status = StatusProto.fromThrowable(failed);
    assertThat(Code.forNumber(status.getCode())).isEqualTo(code);
    assertThat(Calls.reason(status)).isEqualTo(reason);
    assertThat(Calls.field(status)).isEqualTo(field);
  }

  static Stream<Arguments> badHellos() {
    Map<String, Consumer<Hello.Builder>> bad = new HashMap<>();
    bad.put("hello.session_id", h -> h.setSessionId(""));
    bad.put("hello.protocol", h -> h.setProtocol(0));
    bad.put("hello.instance", h -> h.setInstance("i".repeat(201)));
    bad.put("hello.slots", h -> h.setSlots(-1));
    bad.put("types", h -> h.addTypes("a b"));
    return bad.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHellos")
  void aBadHelloEndsTheStream(String field, Consumer<Hello.Builder> spoiled) {
    StreamWorker worker = StreamWorker.mute(rig.channel);
    Hello.Builder hello = StreamWorker.hello("w");
    spoiled.accept(hello);
    worker.send(WorkerMessage.newBuilder().setHello(hello));
    Status status = StatusProto.fromThrowable(worker.awaitEnd());
    assertThat(Code.forNumber(status.getCode())).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(Calls.field(status)).isEqualTo(field);
  }

  @Test
  void aBadSettlementIsAnsweredAndTheStreamGoesOn() {
    try (StreamWorker worker = StreamWorker.open(rig.channel, "w-settle")) {
      rig.enqueue("settling", "a");
      worker.credit("settling", 1);
      var delivery = worker.awaitDelivery();
      var noAction = worker.settle(delivery, s -> s);
      assertThat(Calls.field(noAction.getStatus())).isEqualTo("action");
      var badToken =
          worker.settle(
              delivery.toBuilder().setToken(ByteString.copyFrom(new byte[200])).build(),
              s -> s.setAck(dev.tidegate.proto.queue.v1.Settlement.Ack.getDefaultInstance()));
      assertThat(Calls.field(badToken.getStatus())).isEqualTo("token");
      assertThat(worker.ack(delivery).hasStatus()).isFalse();
    }
  }

  @Test
  void aDryRunSaysWhatWouldHappenAndStoresNothing() {
    EnqueueRequest request =
        EnqueueRequest.newBuilder()
            .setDryRun(true)
            .addJobs(Rig.job("dry", "a"))
            .addJobs(Rig.job("dry", "b").setType(""))
            .build();
    EnqueueResponse response = rig.producer().enqueue(request);
    assertThat(response.getResults(0).getAccepted().getJobId()).isEqualTo("a");
    assertThat(response.getResults(0).getAccepted().getDeduplicated()).isFalse();
    assertThat(Calls.field(response.getResults(1).getError())).isEqualTo("type");
    assertThat(rig.stats("dry").getReady()).isZero();

    rig.enqueue("dry", "a");
    assertThat(rig.producer().enqueue(request).getResults(0).getAccepted().getDeduplicated())
        .isTrue();

    config(c -> c.setQueue("dry").setPausedIn(true)).accept(rig);
    EnqueueResponse paused =
        rig.producer()
            .enqueue(
                EnqueueRequest.newBuilder().setDryRun(true).addJobs(Rig.job("dry", "c")).build());
    assertThat(Calls.reason(paused.getResults(0).getError())).isEqualTo("QUEUE_PAUSED");
    assertThat(Calls.retry(paused.getResults(0).getError())).isPresent();
  }
}
