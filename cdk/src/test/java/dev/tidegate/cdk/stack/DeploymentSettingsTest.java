package dev.tidegate.cdk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeploymentSettingsTest {
  @Test
  void devIsTheStageWhereNoneIsNamed() {
    assertThat(Stage.named(null)).isEqualTo(Stage.DEV);
    assertThat(Stage.named("prod")).isEqualTo(Stage.PROD);
  }

  @Test
  void anUnknownStageIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Stage.named("production"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stage 'production' is unknown; known are dev, prod");
  }

  @Test
  void productionNeedsAnImageTag() {
    assertThatThrownBy(() -> DeploymentSettings.of(Stage.PROD, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prod needs an image tag");
    assertThat(DeploymentSettings.of(Stage.DEV, null).imageTag()).isEqualTo("unreleased");
  }

  @Test
  void aTagThatNoRegistryWouldTakeIsRefused() {
    assertThatThrownBy(() -> DeploymentSettings.of(Stage.DEV, "a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imageTag 'a b' is no image tag");
  }
}
