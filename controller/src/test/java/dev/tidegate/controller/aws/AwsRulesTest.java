package dev.tidegate.controller.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;

class AwsRulesTest {
  @Test
  void theBudgetIsAShareOfTheBucketAndRefills() {
    AtomicLong nanos = new AtomicLong();
    ApiBudget budget = new ApiBudget(nanos::get);
    // 30 % of 40.
    for (int i = 0; i < 12; i++) {
      budget.spend(ApiFamily.ELB_READ);
    }
    assertThatThrownBy(() -> budget.spend(ApiFamily.ELB_READ))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.THROTTLED));
    budget.spend(ApiFamily.ECS_READ);
    // 30 % of 10 per second.
    nanos.addAndGet(1_000_000_000);
    for (int i = 0; i < 3; i++) {
      budget.spend(ApiFamily.ELB_READ);
    }
    assertThatThrownBy(() -> budget.spend(ApiFamily.ELB_READ)).isInstanceOf(PortException.class);
  }

  private static EcsException error(String code, int status) {
    return (EcsException)
        EcsException.builder()
            .message(code)
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  @ParameterizedTest
  @CsvSource({
    "ThrottlingException, 400, THROTTLED",
    "Whatever, 429, THROTTLED",
    "ServiceNotFoundException, 400, NOT_FOUND",
    "ClusterNotFoundException, 400, NOT_FOUND",
    "ServerException, 500, UNAVAILABLE",
    "AccessDeniedException, 400, REFUSED",
    "InvalidParameterException, 400, REFUSED",
  })
  void anErrorCodeHasOneMeaning(String code, int status, FailureKind kind) {
    assertThat(AwsFailures.classify(error(code, status))).isEqualTo(kind);
  }

  @Test
  void noAnswerIsNoZero() {
    assertThat(AwsFailures.classify(SdkClientException.create("connection refused")))
        .isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(AwsFailures.classify(ApiCallTimeoutException.create(10)))
        .isEqualTo(FailureKind.TIMEOUT);
  }

  @Test
  void aGoodAnswerWithFailuresIsAFailureUnlessSomethingIsJustGone() {
    Failure gone = Failure.builder().arn("a").reason("MISSING").build();
    Failure bad = Failure.builder().arn("b").reason("DEPLOYMENT_BLOCKED").build();
    EcsReader.refuse("op", List.of(gone));
    assertThatThrownBy(() -> EcsReader.refuse("op", List.of(gone, bad)))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.PARTIAL));
  }

  @Test
  void batchesLeaveNothingOut() {
    assertThat(Batches.of(List.of(1, 2, 3, 4, 5), 2))
        .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    assertThat(Batches.of(List.of(), 2)).isEmpty();
  }
}
