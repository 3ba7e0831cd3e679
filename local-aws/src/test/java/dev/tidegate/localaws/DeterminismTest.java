package dev.tidegate.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.localaws.fault.FaultRule;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Task;

/** One seed, one history. */
class DeterminismTest {

  @Test
  void theSameSeedAndCallsGiveTheSameHistory() {
    assertThat(history(1)).isEqualTo(history(1));
  }

  @Test
  void anotherSeedGivesAnotherHistory() {
    assertThat(history(1)).isNotEqualTo(history(2));
  }

  /**
   * A day with scaling, crashes, credits, weights and faults; answers the hash of all its events.
   */
  private static long history(long seed) {
    Account account = new Account(LocalAws.virtual(seed));
    String blue = account.group("blue");
    account.exposed(blue);
    account.balancedService("app", account.definition("app"), 2, blue);
    account.service("worker", account.definition("worker"), 3);
    account.aws.faults().add(FaultRule.share("ecs:UpdateService", FaultRule.Kind.THROTTLE, 0.2));
    SplittableRandom caller = new SplittableRandom(99);
    for (int step = 0; step < 96; step++) {
      account.aws.advance(Duration.ofMinutes(15));
      try {
        account.desired("worker", caller.nextInt(8));
      } catch (software.amazon.awssdk.services.ecs.model.EcsException throttled) {
        account.aws.levers().cpuDemand(account.instance(0), caller.nextInt(100));
      }
      if (step % 10 == 0) {
        for (Task task : account.running("app").subList(0, 1)) {
          account.aws.levers().crash(task.taskArn());
        }
      }
    }
    return account.aws.eventHash();
  }
}
