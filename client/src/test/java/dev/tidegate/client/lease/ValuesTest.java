package dev.tidegate.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ValuesTest {
  @Test
  void aTokenOfVisibleCharactersIsShownAsItIs() {
    assertThat(Token.of("7.s1.2".getBytes(StandardCharsets.US_ASCII)).text()).isEqualTo("7.s1.2");
  }

  @Test
  void anyOtherTokenIsShownInHexadecimalAndAsOneWord() {
    assertThat(Token.of(new byte[] {0, 32, (byte) 0xff}).text()).isEqualTo("0x0020ff");
    assertThat(Token.of(new byte[0]).text()).isEqualTo("0x");
  }

  @Test
  void tokensCompareByContentAndKeepTheirBytes() {
    byte[] bytes = {1, 2};
    Token token = Token.of(bytes);
    bytes[0] = 9;

    assertThat(token)
        .isEqualTo(Token.of(new byte[] {1, 2}))
        .hasSameHashCodeAs(Token.of(new byte[] {1, 2}));
    token.toByteArray()[0] = 9;
    assertThat(token.toByteArray()).containsExactly(1, 2);
  }

  @Test
  void waitsGrowToTheirCeilingAndAreSpread() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    SplittableRandom random = new SplittableRandom(1);

    for (int i = 0; i < 200; i++) {
      assertThat(backoff.delay(1, random)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
      assertThat(backoff.delay(3, random))
          .isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
      assertThat(backoff.delay(1_000_000, random))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
    assertThat(backoff.delay(3, random)).isNotEqualTo(backoff.delay(3, random));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> SessionLimits.of(List.of(), 1)).hasMessageContaining("one queue");
    assertThatThrownBy(() -> SessionLimits.of(List.of("a", "a"), 1)).hasMessageContaining("twice");
    assertThatThrownBy(() -> SessionLimits.of(List.of("a"), 0)).hasMessageContaining("slots");
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("first");
  }
}
