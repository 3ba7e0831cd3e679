package dev.tidegate.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.app.RequestDesk;
import dev.tidegate.controller.lab.Lab;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The controller dies before, and right after, each of its writes; another one carries on. */
class CrashScenarioTest {
  private static final int CLIENTS = 16;

  @TestFactory
  Stream<DynamicTest> aScaleInSurvivesACrashAtEveryWrite() {
    int writes = scaleIn(0, false).size();
    assertThat(writes).isGreaterThan(8);
    return cases(writes, (at, after) -> scaleIn(at, after));
  }

  @TestFactory
  Stream<DynamicTest> aRotationSurvivesACrashAtEveryWrite() {
    int writes = rotation(0, false).size();
    assertThat(writes).isGreaterThan(15);
    return cases(writes, (at, after) -> rotation(at, after));
  }

  private interface Run {
    List<String> at(int write, boolean after);
  }

  private static Stream<DynamicTest> cases(int writes, Run run) {
    List<DynamicTest> tests = new ArrayList<>();
    for (int at = 1; at <= writes; at++) {
      int write = at;
      tests.add(DynamicTest.dynamicTest("before write " + at, () -> run.at(write, false)));
      tests.add(DynamicTest.dynamicTest("after write " + at, () -> run.at(write, true)));
    }
    return tests.stream();
  }

  private static List<String> scaleIn(int crashAt, boolean after) {
    try (Lab lab = Lab.withWorkers(41, 3)) {
      lab.until("three workers", 60, () -> lab.workers.count() == 3);
      lab.workers.load(0.3, 2);
      crash(lab, crashAt, after);
      lab.until("one worker", 900, () -> lab.workers.count() == 1);
      lab.until("nothing is under way", 200, () -> !lab.fleet.notes().containsKey("scalein/fib"));
      int writes = lab.tape.writes().size();
      lab.seconds(40);
      assertThat(lab.cloud.desired("workers")).isEqualTo(1);
      assertThat(lab.workers.killedBusy()).isZero();
      assertThat(lab.workers.draining()).isZero();
      return lab.tape.writes().subList(0, writes);
    }
  }

  private static List<String> rotation(int crashAt, boolean after) {
    try (Lab lab = Lab.withRuntimes(42, 2, CLIENTS)) {
      lab.until(
          "runtimes behind the load balancer",
          120,
          () -> lab.runtimes.connections().values().stream().mapToInt(i -> i).sum() == CLIENTS);
      lab.seconds(10);
      RequestDesk desk = new RequestDesk(lab.channel(), Duration.ofSeconds(5));
      long failed = lab.runtimes.failedCalls();
      desk.request(new RotationRequest("r1", "runtime", RotationRequest.OLDEST));
      int before = lab.tape.writes().size();
      crash(lab, crashAt == 0 ? 0 : before + crashAt, after);
      lab.until("the rotation", 900, () -> done(desk));
      lab.seconds(40);
      RequestStatus status = desk.status("rotation", "r1").orElseThrow();
      assertThat(lab.cloud.desired("runtimes")).as(status.toString()).isEqualTo(2);
      assertThat(lab.runtimes.failedCalls()).as(status.toString()).isEqualTo(failed);
      assertThat(lab.fleet.notes()).doesNotContainKeys("rotation/r1", "request/rotation/r1");
      assertThat(status.step()).as(status.toString()).isEqualTo("COMPLETED");
      return lab.tape.writes().subList(before, lab.tape.writes().size());
    }
  }

  private static boolean done(RequestDesk desk) {
    return desk.status("rotation", "r1").filter(RequestStatus::done).isPresent();
  }

  private static void crash(Lab lab, int at, boolean after) {
    if (at > 0) {
      lab.tape.crashAt(at, after);
    }
  }
}
