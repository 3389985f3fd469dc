package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.SearchHit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

/** With the real model. */
class MeaningTest {
  private static final String QUERY = "automobile repair garage";
  private static final String CARS = "corpus://shelf/m.txt";

  @TempDir Path temp;

  private Shelf shelf(String embeddings) throws Exception {
    var shelf = new Shelf(temp);
    shelf.settings.put("embeddings", embeddings);
    shelf.write("l.txt", "The volcano covered the island with ash and the farmers left.");
    shelf.write("m.txt", "The mechanic fixes cars: he changes brakes and engines in his workshop.");
    shelf.write("n.txt", "Bread is baked from flour, water and yeast in a hot oven.");
    return shelf;
  }

  @Test
  void aQueryInOtherWordsFindsTheDocumentByMeaningOnly() throws Exception {
    // Given
    try (var shelf = shelf("on")) {
      shelf.index();
      // When, Then
      assertThat(shelf.urls(QUERY)).first().isEqualTo(CARS);
      shelf.settings.put("embeddings", "off");
      assertThat(shelf.urls(QUERY)).isEmpty();
    }
  }

  @Test
  void withoutVectorsInTheIndexItSearchesByWords() throws Exception {
    // Given
    try (var shelf = shelf("off")) {
      shelf.index();
      shelf.settings.put("embeddings", "auto");
      // When, Then
      assertThat(shelf.urls(QUERY)).isEmpty();
      assertThat(shelf.urls("mechanic")).containsExactly(CARS);
    }
  }

  @Test
  void turningEmbeddingsOnBuildsTheIndexAnew() throws Exception {
    // Given
    try (var shelf = shelf("off")) {
      shelf.index();
      shelf.settings.put("embeddings", "auto");
      // When
      shelf.index();
      // Then
      assertThat(shelf.urls(QUERY)).first().isEqualTo(CARS);
    }
  }

  @Test
  void theVectorsOfAutoAreBounded() throws Exception {
    // Given
    try (var shelf = shelf("auto")) {
      shelf.settings.put("embed-max-passages", "0");
      shelf.index();
      // When, Then
      assertThat(shelf.urls(QUERY)).isEmpty();
    }
  }

  @Test
  void anUnrelatedQueryFindsNothing() throws Exception {
    // Given
    try (var shelf = shelf("on")) {
      shelf.index();
      // When, Then
      assertThat(shelf.urls("zxqv wwkj")).isEmpty();
    }
  }

  @Test
  void theSameFolderIndexedTwiceAnswersTheSame() throws Exception {
    // Given
    try (var one = shelf("on")) {
      one.settings.put("index-threads", "4");
      one.index();
      var two = new Shelf(temp.resolve("second"), "shelf", one.source);
      for (String name : List.of("n.txt", "l.txt", "m.txt")) {
        two.write(name, java.nio.file.Files.readString(one.root.resolve(name)));
        two.source.index( // one by one, so that the segments differ
            two.folder, (done, total, file) -> {}, one.context());
      }
      // When
      var ofTwo = new FakeContext(List.of(two.folder), Map.copyOf(one.settings), FakeContext.NEVER);
      // Then
      for (String query : List.of(QUERY, "hot island", "bread", "he left the workshop")) {
        List<SearchHit> first = one.search(query);
        assertThat(one.source.search(query, 10, ofTwo)).isEqualTo(first);
        assertThat(one.search(query)).isEqualTo(first);
      }
    }
  }

  @Test
  void vectorsHaveLengthOneAndAreAlwaysTheSame() throws Exception {
    // Given
    try (var embedder = new Embedder()) {
      assertThat(embedder.load(NOPLogger.NOP_LOGGER)).isEmpty();
      // When
      float[] vector = embedder.embed("A lamp in a tower.", 128);
      // Then
      double squares = 0;
      for (float x : vector) {
        squares += (double) x * x;
      }
      assertThat(vector).hasSize(Embedder.DIMENSIONS);
      assertThat(squares).isBetween(0.9999, 1.0001);
      assertThat(embedder.embed("A lamp in a tower.", 128)).isEqualTo(vector);
    }
  }
}
