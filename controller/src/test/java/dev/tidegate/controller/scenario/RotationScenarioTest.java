package dev.tidegate.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.controller.app.RequestDesk;
import dev.tidegate.controller.lab.Lab;
import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.port.PortException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RotationScenarioTest {
  private static final int CLIENTS = 24;

  private static Lab steady(long seed, int tasks) {
    return steady(Lab.withRuntimes(seed, tasks, CLIENTS));
  }

  private static Lab steady(Lab lab) {
    lab.pause(true);
    lab.until("runtimes behind the load balancer", 120, () -> spread(lab) == CLIENTS);
    // Until here clients met no target at all: those calls failed before anything began.
    lab.pause(false);
    lab.seconds(20);
    return lab;
  }

  private static int spread(Lab lab) {
    return lab.runtimes.connections().values().stream().mapToInt(Integer::intValue).sum();
  }

  private static RequestDesk desk(Lab lab) {
    return new RequestDesk(lab.channel(), Duration.ofSeconds(5));
  }

  private static RequestStatus status(Lab lab, String kind, String id) {
    return desk(lab).status(kind, id).orElse(null);
  }

  private static boolean done(Lab lab, String kind, String id) {
    RequestStatus status = status(lab, kind, id);
    return status != null && status.done();
  }

  @Test
  void aRotationReplacesTheOldestRuntimeWithoutAFailedCallAndInItsOrder() {
    try (Lab lab = steady(21, 2)) {
      Set<String> before = new TreeSet<>(lab.runtimes.connections().keySet());
      long failed = lab.runtimes.failedCalls();
      desk(lab).request(new RotationRequest("r1", "runtime", RotationRequest.OLDEST));
      lab.until("the rotation", 400, () -> done(lab, "rotation", "r1"));
      RequestStatus status = status(lab, "rotation", "r1");
      assertThat(status.succeeded()).as(status.message()).isTrue();
      assertThat(status.message()).isEqualTo("rotated");
      assertThat(lab.runtimes.failedCalls()).isEqualTo(failed);
      assertThat(lab.runtimes.moved()).isPositive();
      assertThat(lab.cloud.desired("runtimes")).isEqualTo(2);
      Set<String> after = new TreeSet<>(lab.runtimes.connections().keySet());
      assertThat(after).hasSize(2).isNotEqualTo(before);
      assertThat(lab.tape.writes())
          .containsSubsequence(
              "note rotation/r1 PREFLIGHT",
              "note rotation/r1 SURGE",
              "desired runtimes 3",
              "note rotation/r1 QUIESCE",
              "note rotation/r1 LOWER",
              "protect 2",
              "desired runtimes 2",
              "note rotation/r1 SHED",
              "note rotation/r1 VERIFY",
              "note rotation/r1 STOP",
              "note rotation/r1 SETTLE",
              "lift 2",
              "strike rotation/r1");
      int drain = first(lab.tape.writes(), "direct drain");
      int lower = first(lab.tape.writes(), "desired runtimes 2");
      int shed = first(lab.tape.writes(), "direct drain+shed");
      assertThat(drain).isLessThan(lower);
      assertThat(lower).isLessThan(shed);
    }
  }

  @Test
  void aRuntimeOnAnInstanceWithoutCreditsIsRotatedOnceThoughNobodyAsked() {
    try (Lab lab = Lab.withCreditGuard(23, 2, CLIENTS, 2)) {
      List<String> instances = lab.cloud.instances();
      instances.forEach(instance -> lab.aws.levers().creditBalance(instance, 100));
      steady(lab);
      assertThat(lab.tape.writes()).noneMatch(write -> write.contains("rotation/credits-"));
      String tired = lab.cloud.instancesOf("runtimes").get(0);
      long failed = lab.runtimes.failedCalls();

      lab.aws.levers().creditBalance(tired, 0);
      lab.until("the rotation", 900, () -> done(lab, "rotation", "credits-" + tired));

      RequestStatus status = status(lab, "rotation", "credits-" + tired);
      assertThat(status.succeeded()).as(status.message()).isTrue();
      assertThat(lab.runtimes.failedCalls()).isEqualTo(failed);
      assertThat(lab.cloud.desired("runtimes")).isEqualTo(2);
      assertThat(lab.cloud.instancesOf("runtimes")).hasSize(2).doesNotContain(tired);
      lab.seconds(120);
      assertThat(lab.tape.writes())
          .filteredOn(write -> write.equals("desired runtimes 3"))
          .hasSize(1);
    }
  }

  private static int first(List<String> writes, String what) {
    int at = writes.indexOf(what);
    assertThat(at).as(what + " in " + writes).isNotNegative();
    return at;
  }

  @Test
  void theSameRequestTwiceIsOneRotation() {
    try (Lab lab = steady(22, 2)) {
      RotationRequest request = new RotationRequest("r1", "runtime", RotationRequest.BUSIEST);
      desk(lab).request(request);
      desk(lab).request(request);
      lab.until("the rotation", 400, () -> done(lab, "rotation", "r1"));
      desk(lab).request(request);
      int writes = lab.tape.writes().size();
      lab.seconds(60);
      assertThat(lab.tape.writes().subList(writes, lab.tape.writes().size()))
          .noneMatch(w -> w.startsWith("desired"));
    }
  }

  @Test
  void aPoolThatDoesNotExistIsRefusedByName() {
    try (Lab lab = steady(23, 2)) {
      desk(lab).request(new RotationRequest("r1", "nonsense", RotationRequest.OLDEST));
      lab.until("an answer", 20, () -> done(lab, "rotation", "r1"));
      assertThat(status(lab, "rotation", "r1").message())
          .contains("no target pool 'nonsense'")
          .contains("runtime");
    }
  }

  @Test
  void nobodyToAskIsSaidAtOnce() {
    try (Lab lab = Lab.withRuntimes(24, 2, 1)) {
      RotationRequest request = new RotationRequest("r1", "runtime", RotationRequest.OLDEST);
      assertThatThrownBy(() -> desk(lab).request(request))
          .isInstanceOf(PortException.class)
          .hasMessageContaining("no controller has led yet");
    }
  }

  @Test
  void aDeploymentByAnybodyIsEmptiedWithoutAFailedCall() {
    try (Lab lab = steady(25, 2)) {
      long failed = lab.runtimes.failedCalls();
      Set<String> before = Set.copyOf(lab.runtimes.connections().keySet());
      lab.cloud.deploy("runtimes", "runtime");
      lab.until(
          "all tasks replaced",
          400,
          () ->
              lab.runtimes.connections().size() == 2
                  && lab.runtimes.connections().keySet().stream().noneMatch(before::contains));
      lab.seconds(30);
      assertThat(lab.runtimes.failedCalls()).isEqualTo(failed);
      assertThat(lab.runtimes.moved()).isGreaterThanOrEqualTo(CLIENTS);
      assertThat(lab.tape.writes()).noneMatch(w -> w.startsWith("desired"));
    }
  }

  @Test
  void aDeploymentWithoutAControllerDoesFailCalls() {
    // The guard's worth: the same deployment with nobody who sheds.
    try (Lab lab = steady(25, 2)) {
      long failed = lab.runtimes.failedCalls();
      lab.pause(true);
      Set<String> before = Set.copyOf(lab.runtimes.connections().keySet());
      lab.cloud.deploy("runtimes", "runtime");
      lab.until(
          "all tasks replaced",
          400,
          () -> lab.runtimes.connections().keySet().stream().noneMatch(before::contains));
      assertThat(lab.runtimes.failedCalls()).isGreaterThan(failed);
    }
  }

  @Test
  void unmappedRuntimesAreNotTouched() {
    try (Lab lab = steady(26, 2)) {
      lab.runtimes.twins(true);
      lab.seconds(10);
      assertThat(lab.pool("runtime").conditions()).anyMatch(c -> c.toString().contains("UNMAPPED"));
      int writes = lab.tape.writes().size();
      desk(lab).request(new RotationRequest("r1", "runtime", RotationRequest.OLDEST));
      lab.until("the refusal", 120, () -> done(lab, "rotation", "r1"));
      assertThat(status(lab, "rotation", "r1").step()).isEqualTo("REFUSED");
      assertThat(lab.tape.writes().subList(writes, lab.tape.writes().size()))
          .noneMatch(w -> w.startsWith("desired") || w.startsWith("direct"));
    }
  }

  @Test
  void aRebalanceMovesConnectionsToTheColdRuntime() {
    try (Lab lab = steady(27, 2)) {
      lab.cloud.setDesired("runtimes", 3);
      lab.until("a third runtime", 120, () -> lab.runtimes.connections().size() == 3);
      lab.seconds(20);
      long failed = lab.runtimes.failedCalls();
      desk(lab).request(new RebalanceRequest("b1", "runtime"));
      lab.until("the rebalance", 300, () -> done(lab, "rebalance", "b1"));
      Map<String, Integer> spread = lab.runtimes.connections();
      assertThat(spread.values()).allMatch(c -> c >= 4 && c <= 12);
      assertThat(lab.runtimes.failedCalls()).isEqualTo(failed);
      assertThat(lab.fleet.notes()).doesNotContainKey("request/rebalance/b1");
    }
  }

  @Test
  void aDeadControllerLeavesAFleetThatServes() {
    try (Lab lab = steady(28, 2)) {
      desk(lab).request(new RotationRequest("r1", "runtime", RotationRequest.OLDEST));
      lab.until(
          "a draining runtime",
          300,
          () -> lab.tape.writes().stream().anyMatch(w -> w.equals("direct drain")));
      lab.pause(true);
      lab.seconds(31);
      for (String arn : lab.runtimes.connections().keySet()) {
        assertThat(lab.fleet.directive("r-" + arn.substring(arn.lastIndexOf('/') + 1))).isNull();
      }
    }
  }
}
