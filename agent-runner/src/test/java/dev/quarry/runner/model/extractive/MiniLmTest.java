package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Ec2Utils;
import org.junit.jupiter.api.Test;

class MiniLmTest {

  @Test
  void loadingReportsToNobody() throws ReflectiveOperationException {
    // Given
    var lastReport = Ec2Utils.class.getDeclaredField("lastCheckIn");
    lastReport.setAccessible(true);

    // When
    MiniLm loaded = MiniLm.load().orElseThrow();

    // Then
    assertThat(loaded.embed("a lighthouse").content().vector()).hasSize(384);
    assertThat(lastReport.getLong(null)).isZero();
  }
}
