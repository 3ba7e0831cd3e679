package dev.tidegate.queue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCpuTest {
  @TempDir Path dir;

  @Test
  void busyAndStolenShareAreThoseSinceTheLastLook() throws IOException {
    Path stat = dir.resolve("stat");
    HostCpu cpu = new HostCpu(stat);
    Files.writeString(stat, "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2 3\n");
    assertThat(cpu.look()).isEmpty();
    Files.writeString(stat, "cpu  130 0 110 840 10 0 0 10 0 0\n");
    HostCpu.Share share = cpu.look().orElseThrow();
    assertThat(share.busy()).isCloseTo(0.5, within(1e-9));
    assertThat(share.steal()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void whereThereIsNoSuchFileNothingIsKnown() {
    HostCpu cpu = new HostCpu(dir.resolve("none"));
    assertThat(cpu.look()).isEmpty();
    assertThat(cpu.look()).isEmpty();
  }
}
