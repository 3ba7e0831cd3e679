package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProtectionKeeperTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Duration CALM = Duration.ofMillis(20);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean refuses;

  private final BusyProtection protection =
      new BusyProtection() {
        @Override
        public void protect(Duration length) throws IOException {
          said.add("protect " + length);
          if (refuses) {
            throw new IOException("DEPLOYMENT_BLOCKED");
          }
        }

        @Override
        public void unprotect() {
          said.add("unprotect");
        }
      };

  private ProtectionKeeper keeper() {
    return new ProtectionKeeper(
        protection, SHORT, CALM, nanos::get, (what, error) -> troubles.add(error.getMessage()));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void workThatFitsIntoTheStopTimeoutIsNotProtected() {
    try (ProtectionKeeper keeper = keeper()) {
      keeper.before(SHORT);
      keeper.after(SHORT);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void longWorkIsProtectedBeforeItStartsAndUntilCalm() {
    try (ProtectionKeeper keeper = keeper()) {
      keeper.before(LONG);
      assertThat(said).containsExactly("protect PT7M");
      keeper.before(LONG);
      keeper.after(LONG);
      keeper.after(LONG);
      assertThat(said).containsExactly("protect PT7M");

      pass(CALM);

      await().until(() -> said.contains("unprotect"));
    }
    assertThat(said).containsExactly("protect PT7M", "unprotect");
  }

  @Test
  void betweenTwoLongJobsTheProtectionStays() {
    try (ProtectionKeeper keeper = keeper()) {
      keeper.before(LONG);
      keeper.after(LONG);
      keeper.before(LONG);
      pass(Duration.ofMinutes(1));
      keeper.after(LONG);
      assertThat(said).containsExactly("protect PT7M");
    }
  }

  @Test
  void protectionIsRenewedWhileWorkGoesOn() {
    try (ProtectionKeeper keeper = keeper()) {
      keeper.before(LONG);

      pass(Duration.ofMinutes(6));

      await().until(() -> said.size() == 2);
      assertThat(said).containsExactly("protect PT7M", "protect PT7M");
    }
  }

  @Test
  void aRefusalIsToldAndWorkGoesOn() {
    refuses = true;
    try (ProtectionKeeper keeper = keeper()) {
      keeper.before(LONG);
      keeper.after(LONG);
    }
    assertThat(troubles).containsExactly("DEPLOYMENT_BLOCKED");
    assertThat(said).containsExactly("protect PT7M");
  }

  @Test
  void closingLiftsWhatIsHeld() {
    ProtectionKeeper keeper = keeper();
    keeper.before(LONG);
    keeper.close();

    assertThat(said).containsExactly("protect PT7M", "unprotect");
  }
}
