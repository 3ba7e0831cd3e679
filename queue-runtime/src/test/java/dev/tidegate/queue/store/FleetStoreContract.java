package dev.tidegate.queue.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.queue.store.FleetStore.DirectiveKind;
import dev.tidegate.queue.store.FleetStore.JournalEntry;
import dev.tidegate.queue.store.FleetStore.Kind;
import dev.tidegate.queue.store.FleetStore.LeaderLease;
import dev.tidegate.queue.store.FleetStore.StoredDirective;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link FleetStore} keeps to. */
public abstract class FleetStoreContract extends ContractBase {

  private static void assertStale(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.STALE_EPOCH));
  }

  @Test
  void anEntryLivesAsLongAsItIsRenewed() {
    FleetStore fleet = fixture.fleet();
    await(fleet.publish(Kind.RUNTIME, "r1", Jobs.payload("one"), 10_000));
    await(fleet.publish(Kind.RUNTIME, "r2", Jobs.payload("two"), 10_000));
    advanceMs(6_000);
    await(fleet.publish(Kind.RUNTIME, "r1", Jobs.payload("one again"), 10_000));
    advanceMs(6_000);

    assertThat(await(fleet.entries(Kind.RUNTIME)))
        .containsOnly(Map.entry("r1", Jobs.payload("one again")));
    assertThat(await(fleet.entry(Kind.RUNTIME, "r1"))).contains(Jobs.payload("one again"));
    assertThat(await(fleet.entry(Kind.RUNTIME, "r2"))).isEmpty();
    assertThat(await(fleet.entries(Kind.SESSION))).isEmpty();
  }

  @Test
  void aWithdrawnEntryIsGoneAtOnce() {
    FleetStore fleet = fixture.fleet();
    await(fleet.publish(Kind.SESSION, "s", Jobs.payload("x"), 10_000));
    await(fleet.withdraw(Kind.SESSION, "s"));
    await(fleet.withdraw(Kind.SESSION, "never-there"));

    assertThat(await(fleet.entries(Kind.SESSION))).isEmpty();
    assertThat(await(fleet.entry(Kind.SESSION, "s"))).isEmpty();
  }

  @Test
  void directivesExpireAndAnOlderEpochIsRefused() {
    FleetStore fleet = fixture.fleet();
    await(
        fleet.putDirectives(
            DirectiveKind.RUNTIME,
            20,
            Map.of("r1", Jobs.payload("drain"), "r2", Jobs.payload("serve")),
            30_000));

    assertStale(
        () ->
            await(
                fleet.putDirectives(
                    DirectiveKind.RUNTIME, 19, Map.of("r1", Jobs.payload("old")), 30_000)));
    assertStale(() -> await(fleet.removeDirectives(DirectiveKind.RUNTIME, 19, List.of("r1"))));
    assertThat(await(fleet.directives(DirectiveKind.RUNTIME)))
        .containsExactlyInAnyOrder(
            new StoredDirective("r1", 20, Jobs.payload("drain")),
            new StoredDirective("r2", 20, Jobs.payload("serve")));
    assertThat(await(fleet.directives(DirectiveKind.WORKER))).isEmpty();

    await(fleet.removeDirectives(DirectiveKind.RUNTIME, 20, List.of("r1")));
    assertThat(await(fleet.directives(DirectiveKind.RUNTIME))).hasSize(1);
    advanceMs(31_000);
    assertThat(await(fleet.directives(DirectiveKind.RUNTIME))).isEmpty();
  }

  @Test
  void breakGlassRemovesEveryDirectiveOfAKind() {
    FleetStore fleet = fixture.fleet();
    String arn = "arn:aws:ecs:eu-central-1:123456789012:task/workers/0123456789abcdef";
    await(fleet.putDirectives(DirectiveKind.WORKER, 5, Map.of(arn, Jobs.payload("drain")), 60_000));
    await(fleet.putDirectives(DirectiveKind.RUNTIME, 5, Map.of("r", Jobs.payload("cap")), 60_000));

    assertThat(await(fleet.clearDirectives(DirectiveKind.WORKER))).isOne();
    assertThat(await(fleet.directives(DirectiveKind.WORKER))).isEmpty();
    assertThat(await(fleet.directives(DirectiveKind.RUNTIME))).hasSize(1);
  }

  @Test
  void oneLeaderAtATimeAndItsEpochRisesWithEachChange() {
    FleetStore fleet = fixture.fleet();

    LeaderLease first = await(fleet.acquireLeadership("a", 15_000));
    assertThat(first.granted()).isTrue();
    assertThat(first.previousExpiredAtMs()).isZero();
    assertThat(first.remainingMs()).isEqualTo(15_000);
    assertThat(first.epoch()).isGreaterThanOrEqualTo((fixture.nowMs() - 5_000) * 1_000);

    LeaderLease refused = await(fleet.acquireLeadership("b", 15_000));
    assertThat(refused.granted()).isFalse();
    assertThat(refused.holder()).isEqualTo("a");
    assertThat(refused.epoch()).isEqualTo(first.epoch());

    advanceMs(10_000);
    LeaderLease renewed = await(fleet.acquireLeadership("a", 15_000));
    assertThat(renewed.epoch()).isEqualTo(first.epoch());
    assertThat(renewed.expiresAtMs()).isGreaterThan(first.expiresAtMs());

    advanceMs(15_001);
    LeaderLease second = await(fleet.acquireLeadership("b", 15_000));
    assertThat(second.granted()).isTrue();
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(second.previousExpiredAtMs()).isEqualTo(renewed.expiresAtMs());
    assertStale(
        () ->
            await(
                fleet.putDirectives(
                    DirectiveKind.RUNTIME,
                    first.epoch(),
                    Map.of("r", Jobs.payload("late")),
                    1_000)));
    assertStale(() -> await(fleet.putJournal("k", Jobs.payload("late"), first.epoch())));
  }

  @Test
  void aLeaseThatIsGivenUpIsFreeAtOnce() {
    FleetStore fleet = fixture.fleet();
    LeaderLease first = await(fleet.acquireLeadership("a", 15_000));

    await(fleet.releaseLeadership("b", first.epoch()));
    await(fleet.releaseLeadership("a", first.epoch() - 1));
    assertThat(await(fleet.acquireLeadership("b", 15_000)).granted()).isFalse();

    await(fleet.releaseLeadership("a", first.epoch()));
    assertThat(await(fleet.acquireLeadership("b", 15_000)).granted()).isTrue();
  }

  @Test
  void theJournalKeepsWhatIsWrittenUntilItIsDeleted() {
    FleetStore fleet = fixture.fleet();

    JournalEntry written = await(fleet.putJournal("rotation/1", Jobs.payload("begun"), 7));
    await(fleet.putJournal("rotation/2", Jobs.payload("begun"), 7));
    await(fleet.putJournal("scale/1", Jobs.payload("x"), 7));

    assertThat(written.epoch()).isEqualTo(7);
    assertThat(written.writtenAtMs()).isEqualTo(fixture.nowMs());
    assertThat(await(fleet.journal("rotation/")))
        .extracting(JournalEntry::key)
        .containsExactly("rotation/1", "rotation/2");
    assertThat(await(fleet.journal("rotation/1"))).containsExactly(written);
    assertStale(() -> await(fleet.deleteJournal("rotation/1", 6)));
    await(fleet.deleteJournal("rotation/1", 7));
    assertThat(await(fleet.journal(""))).hasSize(2);
  }

  @Test
  void theClockIsTheStores() {
    assertThat(await(fixture.fleet().nowMs())).isEqualTo(fixture.nowMs());
  }
}
