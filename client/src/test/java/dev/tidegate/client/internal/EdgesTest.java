package dev.tidegate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.tidegate.client.lease.Backoff;
import dev.tidegate.proto.queue.v1.Job;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EdgesTest {
  private static final EnqueuePolicy POLICY =
      new EnqueuePolicy(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          5,
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)));
  private static final long PLENTY = Duration.ofSeconds(30).toNanos();

  private final SplittableRandom random = new SplittableRandom(7);

  private static RpcFailure failure(Status.Code code, Duration retryAfter) {
    return new RpcFailure(
        code, "R", "m", retryAfter.isZero() ? Optional.empty() : Optional.of(retryAfter));
  }

  @Test
  void errorDetailsAreRead() {
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
            .setMessage("full")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("QUEUE_FULL").build()))
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(
                            com.google.protobuf.Duration.newBuilder()
                                .setSeconds(2)
                                .setNanos(5_000_000))
                        .build()))
            .build();

    RpcFailure failure = RpcFailure.of(StatusProto.toStatusRuntimeException(status));

    assertThat(failure)
        .isEqualTo(
            new RpcFailure(
                Status.Code.RESOURCE_EXHAUSTED,
                "QUEUE_FULL",
                "full",
                Optional.of(Duration.ofMillis(2_005))));
    assertThat(failure.text()).isEqualTo("RESOURCE_EXHAUSTED/QUEUE_FULL: full");
  }

  @Test
  void brokenDetailsSayNothing() {
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.INTERNAL.value())
            .addDetails(
                Any.pack(ErrorInfo.getDefaultInstance()).toBuilder()
                    .setValue(ByteString.copyFrom(new byte[] {(byte) 0xff, 1})))
            .build();

    assertThat(RpcFailure.of(status).reason()).isEmpty();
  }

  @Test
  void anErrorWithoutDetailsKeepsItsCode() {
    RpcFailure failure = RpcFailure.of(Status.UNAVAILABLE.asRuntimeException());

    assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure.reason()).isEmpty();
    assertThat(RpcFailure.of(new IllegalStateException("x")).code()).isEqualTo(Status.Code.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "ABORTED"})
  void theseCodesAreTriedAgain(Status.Code code) {
    assertThat(POLICY.waitBeforeNext(failure(code, Duration.ZERO), 1, PLENTY, random)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "ABORTED"})
  void allOthersOnlyWhereARuntimeSaysWhen(Status.Code code) {
    assertThat(POLICY.waitBeforeNext(failure(code, Duration.ZERO), 1, PLENTY, random)).isEmpty();
    assertThat(POLICY.waitBeforeNext(failure(code, Duration.ofMillis(10)), 1, PLENTY, random))
        .isPresent();
  }

  @Test
  void theWaitIsAtLeastWhatIsAskedForAndAtMostAQuarterMore() {
    RpcFailure failure = failure(Status.Code.RESOURCE_EXHAUSTED, Duration.ofSeconds(4));
    for (int i = 0; i < 100; i++) {
      assertThat(POLICY.waitBeforeNext(failure, 1, PLENTY, random).orElseThrow())
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    }
  }

  @Test
  void noTryIsMadeThatCannotEndBeforeTheDeadline() {
    RpcFailure failure = failure(Status.Code.UNAVAILABLE, Duration.ofSeconds(4));

    assertThat(POLICY.waitBeforeNext(failure, 1, Duration.ofSeconds(3).toNanos(), random))
        .isEmpty();
    assertThat(POLICY.waitBeforeNext(failure, 5, PLENTY, random)).as("tries used up").isEmpty();
  }

  @Test
  void textsAreCutBetweenCharactersNotInside() {
    assertThat(Texts.cut("abc", 200)).isEqualTo("abc");
    assertThat(Texts.cut("\u00e9\u00e9\u00e9", 5)).isEqualTo("\u00e9\u00e9");
    assertThat(Texts.cut("\ud83d\ude80\ud83d\ude80", 7)).isEqualTo("\ud83d\ude80");
    for (int max = 0; max < 20; max++) {
      String cut = Texts.cut("a\u00e9\u20ac\ud83d\ude80z", max);
      assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(max);
      assertThat("a\u00e9\u20ac\ud83d\ude80z").startsWith(cut);
    }
  }

  @Test
  void callsStayWithinJobsAndBytes() {
    Job large = Job.newBuilder().setBody(ByteString.copyFrom(new byte[256 * 1024])).build();

    assertThat(JobChunks.of(Collections.nCopies(10, large)))
        .allSatisfy(
            chunk ->
                assertThat(chunk.stream().mapToInt(Job::getSerializedSize).sum())
                    .isLessThan(1024 * 1024))
        .extracting(List::size)
        .containsExactly(3, 3, 3, 1);
    assertThat(JobChunks.of(Collections.nCopies(257, Job.getDefaultInstance())))
        .extracting(List::size)
        .containsExactly(256, 1);
    assertThat(JobChunks.of(List.of())).isEmpty();
  }

  @Test
  void jobIdsAreAllowedAndDiffer() {
    Set<String> ids = new HashSet<>();
    for (int producer = 0; producer < 10; producer++) {
      JobIds some = new JobIds(random);
      for (int i = 0; i < 100; i++) {
        ids.add(some.next());
      }
    }
    assertThat(ids).hasSize(1_000).allMatch(id -> id.matches("[A-Za-z0-9._-]{1,64}"));
  }

  @Test
  void aTaskThatThrowsDoesNotEndARepeatedOne() throws InterruptedException {
    List<String> defects = new CopyOnWriteArrayList<>();
    CountDownLatch thrice = new CountDownLatch(3);
    Loop loop = new Loop("test-loop", true, e -> defects.add(e.getMessage()));
    Loop.Timer timer =
        loop.every(
            Duration.ofMillis(1),
            () -> {
              thrice.countDown();
              throw new IllegalStateException("again");
            });

    assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
    timer.cancel();
    loop.shutdown();
    loop.execute(() -> defects.add("after the end"));
    loop.after(Duration.ZERO, () -> defects.add("after the end")).cancel();

    assertThat(defects).contains("again").doesNotContain("after the end");
  }
}
