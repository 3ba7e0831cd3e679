package dev.tidegate.queue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.queue.fleet.DirectiveReader.Newest;
import dev.tidegate.queue.fleet.DirectiveReader.Reading;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectiveReaderTest {
  private static final long NOW = 1_000_000;

  private static Directive.Builder directive(long epoch, long generation) {
    return Directive.newBuilder()
        .setBootId("boot")
        .setEpoch(epoch)
        .setGeneration(generation)
        .setExpiresAtMs(NOW + 1)
        .setReason("because");
  }

  private static Reading read(Directive.Builder found, Newest newest) {
    return DirectiveReader.read(Optional.of(found.build()), newest, "boot", NOW);
  }

  @Test
  void withoutADirectiveTheRuntimeServes() {
    Newest newest = new Newest(3, 4);
    Reading reading = DirectiveReader.read(Optional.empty(), newest, "boot", NOW);
    assertThat(reading.inForce()).isEmpty();
    assertThat(reading.newest()).isEqualTo(newest);
  }

  @Test
  void aNewDirectiveHoldsAndIsRemembered() {
    Reading reading = read(directive(2, 5), new Newest(2, 4));
    assertThat(reading.inForce()).isPresent();
    assertThat(reading.newest()).isEqualTo(new Newest(2, 5));
    assertThat(read(directive(2, 5), reading.newest()).inForce()).isPresent();
  }

  @Test
  void anOlderEpochOrGenerationThanSeenIsIgnored() {
    assertThat(read(directive(1, 9), new Newest(2, 0)).inForce()).isEmpty();
    assertThat(read(directive(2, 3), new Newest(2, 4)).inForce()).isEmpty();
    assertThat(read(directive(1, 9), new Newest(2, 0)).newest()).isEqualTo(new Newest(2, 0));
  }

  @Test
  void aDirectiveForAnotherStartOfTheProcessIsIgnored() {
    assertThat(read(directive(1, 1).setBootId("earlier"), Newest.NONE).inForce()).isEmpty();
  }

  @Test
  void aDirectiveEndsAtItsInstantUnlessItStandsUntilStopped() {
    assertThat(read(directive(1, 1).setExpiresAtMs(NOW), Newest.NONE).inForce()).isEmpty();
    assertThat(read(directive(1, 1).setExpiresAtMs(0).setUntilStopped(true), Newest.NONE).inForce())
        .isPresent();
  }
}
