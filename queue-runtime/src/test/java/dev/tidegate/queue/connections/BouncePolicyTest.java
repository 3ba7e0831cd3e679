package dev.tidegate.queue.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.queue.connections.BouncePolicy.Newcomer;
import dev.tidegate.queue.connections.BounceVerdict.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BouncePolicyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final BounceSettings SETTINGS =
      new BounceSettings(8, 2, 3, 0.5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final BouncePolicy policy = new BouncePolicy(SETTINGS, new BounceBudget(SETTINGS, 0));
  private long now;

  @Test
  void whoIsWithinTheCapStays() {
    assertThat(decide(capped(10), "p", 10).kind()).isEqualTo(Kind.KEEP);
    assertThat(decide(KeeperGoal.SERVE, "p", 1_000_000).kind()).isEqualTo(Kind.KEEP);
  }

  @Test
  void whoIsAboveTheCapIsBouncedAndToldWhy() {
    BounceVerdict verdict = decide(capped(10), "p", 11);
    assertThat(verdict.kind()).isEqualTo(Kind.NOW);
    assertThat(verdict.reason()).isEqualTo("above the connection cap of 10");
  }

  @Test
  void aPeerOutOfBudgetIsKeptUntilItsBudgetRefills() {
    assertThat(bounces("p", 1, 10)).isEqualTo(3);
    assertThat(decide(capped(0), "p", 1).reason()).contains("bounced too often already");
    now += 2 * SECOND;
    assertThat(bounces("p", 1, 10)).isEqualTo(1);
  }

  @Test
  void anAddressWithManyClientsMayBeBouncedAsOftenAsThey() {
    assertThat(bounces("balancer", 2, 100)).isEqualTo(6);
  }

  @Test
  void allPeersTogetherAreBounded() {
    int bounced = 0;
    for (int i = 0; i < 100; i++) {
      bounced += bounces("peer-" + i, 1, 1);
    }
    assertThat(bounced).isEqualTo(8);
    assertThat(decide(capped(0), "another", 1).reason()).contains("too many bounces");
    now += SECOND;
    assertThat(bounces("another", 1, 10)).isEqualTo(2);
  }

  @Test
  void aRefusedBounceCostsNothing() {
    for (int i = 0; i < 8; i++) {
      bounces("peer-" + i, 1, 1);
    }
    bounces("p", 1, 1_000);
    now += 4 * SECOND;
    assertThat(bounces("p", 1, 10)).isEqualTo(3);
  }

  @Test
  void aDrainSendsEverybodyOnButPausesForWhoComesTooOften() {
    KeeperGoal drain = new KeeperGoal(KeeperGoal.Mode.DRAIN, OptionalInt.empty(), Optional.empty());
    for (int i = 0; i < 3; i++) {
      assertThat(decide(drain, "p", 1).kind()).isEqualTo(Kind.NOW);
    }
    BounceVerdict fourth = decide(drain, "p", 1);
    assertThat(fourth.kind()).isEqualTo(Kind.LATER);
    assertThat(fourth.pause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(fourth.reason()).isEqualTo("draining");
  }

  @Test
  void thePeersRememberedAreBounded() {
    BounceSettings wide =
        new BounceSettings(1_000_000, 0, 1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    BounceBudget budget = new BounceBudget(wide, 0);
    for (int i = 0; i <= BounceBudget.MAX_PEERS; i++) {
      budget.take("peer-" + i, 1, 0);
    }
    assertThat(budget.take("peer-" + BounceBudget.MAX_PEERS, 1, 0))
        .isEqualTo(BounceBudget.Answer.PEER_EXHAUSTED);
    assertThat(budget.take("peer-0", 1, 0)).isEqualTo(BounceBudget.Answer.GRANTED);
  }

  private int bounces(String peer, int clientsOfPeer, int attempts) {
    int bounced = 0;
    for (int i = 0; i < attempts; i++) {
      Newcomer newcomer = new Newcomer(peer, clientsOfPeer, 1);
      BounceVerdict verdict = policy.decide(capped(0), "draining", newcomer, now, 0.5);
      bounced += verdict.kind() == Kind.NOW ? 1 : 0;
    }
    return bounced;
  }

  private BounceVerdict decide(KeeperGoal goal, String peer, int staying) {
    return policy.decide(goal, "draining", new Newcomer(peer, 1, staying), now, 0.5);
  }

  private static KeeperGoal capped(int cap) {
    return new KeeperGoal(KeeperGoal.Mode.SERVE, OptionalInt.of(cap), Optional.empty());
  }
}
