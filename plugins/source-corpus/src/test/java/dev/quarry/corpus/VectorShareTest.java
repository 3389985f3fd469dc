package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorShareTest {
  private static CorpusSettings settings(String embeddings, int most) {
    return CorpusSettings.of(
        new FakeContext(
            List.of(),
            Map.of("embeddings", embeddings, "embed-max-passages", Integer.toString(most)),
            FakeContext.NEVER));
  }

  @Test
  void whatShortDocumentsLeaveOverGoesToLaterOnes() {
    // Given
    var share = new VectorShare(settings("auto", 100), 10, List.of());
    // When, Then
    assertThat(share.grant(0, null)).isEqualTo(10);
    share.use(2);
    assertThat(share.grant(1, null)).isEqualTo(18);
    share.use(18);
    assertThat(share.grant(2, null)).isEqualTo(10);
  }

  @Test
  void aReplacedDocumentGivesItsVectorsBack() {
    // Given
    var old = new IndexFormat.FileState("a", 1, 1, "", 60, "");
    var share = new VectorShare(settings("auto", 100), 1, List.of(old));
    // When, Then
    assertThat(share.grant(0, old)).isEqualTo(100);
  }

  @Test
  void thePartsAddUpToTheLimitEvenForMoreDocumentsThanThat() {
    // Given
    var share = new VectorShare(settings("auto", 7), 50, List.of());
    int sum = 0;
    // When
    for (int i = 0; i < 50; i++) {
      int granted = share.grant(i, null);
      share.use(granted);
      sum += granted;
    }
    // Then
    assertThat(sum).isEqualTo(7);
  }

  @Test
  void onIsWithoutBoundAndOffIsNone() {
    // Given, When, Then
    assertThat(new VectorShare(settings("on", 1), 9, List.of()).grant(8, null))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(new VectorShare(settings("off", 9), 9, List.of()).grant(8, null)).isZero();
  }
}
