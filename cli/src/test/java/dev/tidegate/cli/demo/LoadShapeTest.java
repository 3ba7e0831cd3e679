package dev.tidegate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadShapeTest {
  private final LoadShape shape = new LoadShape(100, 20, 300);

  @Test
  void theLoadRisesStaysFallsAndTrickles() {
    assertThat(shape.at(0)).isEqualTo(20);
    assertThat(shape.at(11)).isEqualTo(160);
    assertThat(shape.at(30)).isEqualTo(300);
    assertThat(shape.at(47)).isBetween(100.0, 200.0);
    assertThat(shape.at(60)).isEqualTo(20);
    assertThat(shape.at(1_000)).isEqualTo(20);
  }

  @Test
  void sixtySecondsAreEnoughForFiveThousandJobs() {
    LoadShape minute = new LoadShape(60, 24, 300);
    double jobs = 0;
    for (int second = 0; second < 45; second++) {
      jobs += minute.at(second);
    }
    assertThat(jobs).isGreaterThan(6_000);
  }
}
