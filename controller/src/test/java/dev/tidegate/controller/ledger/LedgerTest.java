package dev.tidegate.controller.ledger;

import static dev.tidegate.controller.Make.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.plan.Journal;
import dev.tidegate.controller.plan.LeaderNote;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.Ledger;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.rotation.Victim;
import dev.tidegate.controller.scaling.Demand;
import dev.tidegate.controller.scaling.ScaleInState;
import dev.tidegate.controller.scaling.ScalingInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final ScalingInput INPUT =
      new ScalingInput(2.5, 3.25, 100, 10, 4, 2, 0.8, 60, 20, 5);

  private final StringBuilder out = new StringBuilder();
  private final JsonLinesLedger ledger = new JsonLinesLedger(out, Duration.ofSeconds(60));

  private static Ledger.Entry entry(Instant at, String decision, Ledger.Outcome... outcomes) {
    return new Ledger.Entry(
        at, 3, "WorkerPool/fib", decision, "because", INPUT, List.of(), List.of(outcomes));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void anUnchangedDecisionIsWrittenOncePerHeartbeat() {
    ledger.record(entry(T0, "HOLD"));
    ledger.record(entry(T0.plusSeconds(30), "HOLD"));
    assertThat(lines()).hasSize(1);
    ledger.record(entry(T0.plusSeconds(60), "HOLD"));
    assertThat(lines()).hasSize(2);
  }

  @Test
  void aChangeAndAnActAreWrittenAtOnce() {
    ledger.record(entry(T0, "HOLD"));
    ledger.record(entry(T0.plusSeconds(1), "OUT"));
    ledger.record(entry(T0.plusSeconds(2), "OUT", new Ledger.Outcome("set", "done")));
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(2)).contains("\"outcomes\":[{\"action\":\"set\",\"result\":\"done\"}]");
  }

  @Test
  void aRenewedDirectiveIsNoNewsAndAChangedOneIs() {
    Ledger.Outcome serve = new Ledger.Outcome("direct 1 runtimes (0 drain, 0 shed)", "done");
    Ledger.Outcome drain = new Ledger.Outcome("direct 1 runtimes (1 drain, 0 shed)", "done");
    ledger.record(entry(T0, "DIRECT", serve));
    ledger.record(entry(T0.plusSeconds(1), "DIRECT", serve));
    ledger.record(entry(T0.plusSeconds(2), "DIRECT", drain));
    assertThat(lines()).hasSize(2);
  }

  @Test
  void aLineDecidesTheSameThingAgain() {
    ledger.record(entry(T0, "OUT"));
    assertThat(Replay.demand(lines().get(0))).contains(Demand.of(INPUT));
    assertThat(Replay.demand("{\"resource\":\"Fleet\",\"inputs\":{}}")).isEmpty();
  }

  @Test
  void aLedgerThatCannotBeWrittenDoesNotStopAnything() {
    Appendable broken =
        new Appendable() {
          @Override
          public Appendable append(CharSequence text) throws java.io.IOException {
            throw new java.io.IOException("disk full");
          }

          @Override
          public Appendable append(CharSequence text, int start, int end)
              throws java.io.IOException {
            throw new java.io.IOException("disk full");
          }

          @Override
          public Appendable append(char c) throws java.io.IOException {
            throw new java.io.IOException("disk full");
          }
        };
    new JsonLinesLedger(broken, Duration.ofSeconds(1)).record(entry(T0, "HOLD"));
    assertThat(lines()).isEmpty();
  }

  private static Fleet.Note note(String key, Record value) {
    return new Fleet.Note(key, Json.write(value), T0);
  }

  @Test
  void theJournalComesBackAsItWasWritten() {
    RotationState rotation =
        new RotationState(
            "r1",
            "runtime",
            "oldest",
            RotationState.Step.VERIFY,
            T0,
            T0,
            new Victim("arn", "r", "b", "a", 5),
            2,
            Set.of("x"),
            "y",
            T0,
            null,
            Set.of("z"),
            false,
            2,
            List.of("risk"),
            null);
    ScaleInState scaleIn =
        new ScaleInState("fib", ScaleInState.Step.GONE, T0, List.of("v"), 5, Set.of("o"));
    RequestStatus status =
        new RequestStatus("rotation", "r1", "runtime", "VERIFY", false, false, "waits", T0);
    Journal journal =
        JournalCodec.decode(
            List.of(
                note("rotation/r1", rotation),
                note("scalein/fib", scaleIn),
                note("status/rotation/r1", status),
                note("request/rotation/r2", new RotationRequest("r2", "runtime", "busiest")),
                note("leader", new LeaderNote("me", 9))),
            9);
    assertThat(journal.rotations()).containsExactly(rotation);
    assertThat(journal.scaleIns()).containsEntry("fib", scaleIn);
    assertThat(journal.statuses()).containsEntry("status/rotation/r1", status);
    assertThat(journal.rotationRequests()).hasSize(1);
    assertThat(journal.leaderNoted()).isTrue();
    assertThat(journal.unreadable()).isEmpty();
  }

  @Test
  void aNoteOfANewerVersionIsNamedAndNotGuessed() {
    Journal journal =
        JournalCodec.decode(
            List.of(
                new Fleet.Note("scalein/fib", "{\"pool\":\"fib\",\"novelty\":1}", T0),
                new Fleet.Note("somebody/else", "not ours", T0)),
            1);
    assertThat(journal.unreadable()).containsExactly("scalein/fib");
    assertThat(journal.leaderNoted()).isFalse();
  }
}
