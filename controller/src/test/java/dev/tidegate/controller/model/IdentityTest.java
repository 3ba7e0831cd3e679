package dev.tidegate.controller.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.Make;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final ServiceView SERVICE = Make.service(Make.RUNTIMES, 2, 2);

  private static TaskView bridge(String id, String host, int port) {
    TaskView t = Make.of(Make.task(id), "runtimes");
    return new TaskView(
        t.arn(),
        t.service(),
        t.status(),
        t.wanted(),
        t.taskDefinition(),
        t.zone(),
        host,
        null,
        List.of(new TaskView.Port("runtime", 7000, port)),
        null,
        null,
        null,
        false,
        null);
  }

  private static TargetView target(String id, int port) {
    return new TargetView(Make.GROUP, id, port, "a", TargetView.Health.HEALTHY, "");
  }

  private static RuntimeView runtime(String id) {
    return Make.runtime(id, RuntimeView.Phase.SERVING, 1, 1, 3);
  }

  private static List<Member> join(
      List<RuntimeView> runtimes, List<TargetView> targets, TaskView... tasks) {
    return new Identity(Map.of("ci-1", "i-1", "ci-2", "i-2"), runtimes, targets)
        .join(SERVICE, List.of(tasks));
  }

  @Test
  void aBridgeTaskIsFoundByItsHostAndItsHostPort() {
    List<Member> members =
        join(
            List.of(runtime("t1")),
            List.of(target("i-1", 40001), target("i-1", 40002)),
            bridge("t1", "ci-1", 40002));
    assertThat(members.get(0).mapped()).isTrue();
    assertThat(members.get(0).targets().get(0).port()).isEqualTo(40002);
    assertThat(members.get(0).runtime().id()).isEqualTo("r-t1");
  }

  @Test
  void aTaskWithItsOwnAddressIsFoundByItAndTheContainerPort() {
    TaskView t = bridge("t1", "ci-1", 0);
    TaskView own =
        new TaskView(
            t.arn(),
            t.service(),
            t.status(),
            true,
            "td:1",
            "a",
            "ci-1",
            "10.0.0.7",
            List.of(),
            null,
            null,
            null,
            false,
            null);
    assertThat(join(List.of(runtime("t1")), List.of(target("10.0.0.7", 7000)), own).get(0).mapped())
        .isTrue();
  }

  @Test
  void noRuntimeNoTargetOrTwoRuntimesAreUnmapped() {
    TaskView task = bridge("t1", "ci-1", 40001);
    assertThat(join(List.of(), List.of(target("i-1", 40001)), task).get(0).unmapped())
        .contains("no runtime");
    assertThat(join(List.of(runtime("t1")), List.of(), task).get(0).unmapped())
        .contains("no target");
    RuntimeView twin =
        new RuntimeView(
            "r-twin",
            Make.arn("t1"),
            "other",
            RuntimeView.Phase.SERVING,
            0,
            0,
            0,
            0,
            0,
            Make.T0,
            Make.T0,
            0,
            0,
            "");
    Member doubled = join(List.of(runtime("t1"), twin), List.of(target("i-1", 40001)), task).get(0);
    assertThat(doubled.unmapped()).contains("2 runtimes");
    assertThat(doubled.knownRuntime()).isEmpty();
  }

  @Test
  void aPortThatTwoLivingTasksClaimProvesNothing() {
    List<Member> members =
        join(
            List.of(runtime("old"), runtime("new")),
            List.of(target("i-1", 40001)),
            bridge("old", "ci-1", 40001),
            bridge("new", "ci-1", 40001));
    assertThat(members).allMatch(m -> !m.mapped() && m.unmapped() != null);
  }

  @Test
  void aReusedPortBelongsToTheLivingTaskOnceTheOldOneIsGone() {
    TaskView old = bridge("old", "ci-1", 40001);
    TaskView gone =
        new TaskView(
            old.arn(),
            old.service(),
            TaskView.Status.STOPPED,
            false,
            "td:1",
            "a",
            "ci-1",
            null,
            old.ports(),
            null,
            null,
            null,
            false,
            null);
    List<Member> members =
        join(
            List.of(runtime("new")),
            List.of(target("i-1", 40001)),
            gone,
            bridge("new", "ci-1", 40001));
    assertThat(members.get(0).targets()).isEmpty();
    assertThat(members.get(1).mapped()).isTrue();
  }

  @Test
  void theSamePortOnAnotherHostIsAnotherTarget() {
    List<Member> members =
        join(
            List.of(runtime("t1"), runtime("t2")),
            List.of(target("i-1", 40001), target("i-2", 40001)),
            bridge("t1", "ci-1", 40001),
            bridge("t2", "ci-2", 40001));
    assertThat(members).allMatch(Member::mapped);
    assertThat(members.get(1).targets().get(0).id()).isEqualTo("i-2");
  }
}
