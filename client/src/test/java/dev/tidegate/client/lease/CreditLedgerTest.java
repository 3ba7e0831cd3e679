package dev.tidegate.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CreditLedgerTest {
  private static final long SECOND = 1_000_000_000L;

  private final CreditLedger two = new CreditLedger(List.of("a", "b"));

  @Test
  void freeSlotsAreSplitOverTheQueues() {
    two.reset(0);

    assertThat(two.grant(4, 0)).containsExactly(new Send.Credit("a", 2), new Send.Credit("b", 2));
    assertThat(two.grant(4, 0)).isEmpty();
  }

  @Test
  void aBusyQueueKeepsItsShareFromTheOther() {
    two.reset(0);
    two.grant(2, 0);
    two.delivered("a", 0);

    assertThat(two.grant(1, SECOND / 2)).isEmpty();
  }

  @Test
  void anIdleQueueLendsItsShare() {
    two.reset(0);
    two.grant(2, 0);
    two.delivered("a", 0);

    two.markIdleSince(SECOND, SECOND);

    assertThat(two.grant(1, SECOND)).containsExactly(new Send.Credit("a", 2));
  }

  @Test
  void aQueueSaidToBeEmptyLendsItsShareAtOnce() {
    two.reset(0);
    two.grant(2, 0);
    two.delivered("a", 0);

    two.markIdle("b");

    assertThat(two.grant(1, 0)).containsExactly(new Send.Credit("a", 2));
  }

  @Test
  void aQueueThatDeliversIsIdleNoMore() {
    two.reset(0);
    two.grant(2, 0);
    two.markIdle("b");
    two.delivered("b", 0);

    assertThat(two.grant(1, 0)).isEmpty();
  }

  @Test
  void withMoreQueuesThanSlotsEachComesToItsTurn() {
    two.reset(0);

    assertThat(two.grant(1, 0)).containsExactly(new Send.Credit("a", 1));
    two.markIdleSince(SECOND, SECOND);
    assertThat(two.grant(1, SECOND)).containsExactly(new Send.Credit("b", 1));
  }

  @Test
  void aNewStreamBeginsAtNothing() {
    two.reset(0);
    two.grant(4, 0);

    two.reset(SECOND);

    assertThat(two.grant(2, SECOND))
        .containsExactly(new Send.Credit("a", 1), new Send.Credit("b", 1));
  }

  @Test
  void deliveriesOfAnEarlierStreamDoNotMakeCredit() {
    CreditLedger one = new CreditLedger(List.of("a"));
    one.reset(0);

    one.delivered("a", 0);

    assertThat(one.grant(2, 0)).containsExactly(new Send.Credit("a", 2));
  }

  @Test
  void deliveriesOfAnUnknownQueueAreNoCredit() {
    two.reset(0);
    two.delivered("c", 0);

    assertThat(two.grant(2, 0)).containsExactly(new Send.Credit("a", 1), new Send.Credit("b", 1));
  }
}
