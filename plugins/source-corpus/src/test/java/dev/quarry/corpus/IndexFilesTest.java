package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may lie in the work folder, and who may be at it at the same time. */
class IndexFilesTest {
  @TempDir Path temp;

  @BeforeEach
  void fill() throws Exception {
    try (var shelf = new Shelf(temp)) {
      shelf.write("a.txt", "An oak stands.");
      shelf.write("b.txt", "An elm stands.");
      shelf.index();
    }
  }

  private List<Path> files(Shelf shelf) throws IOException {
    try (Stream<Path> files = Files.list(CorpusIndexes.folder(shelf.folder))) {
      return files.toList();
    }
  }

  @Test
  void anIndexIsThereAfterARestart() throws Exception {
    // Given, When
    try (var shelf = new Shelf(temp)) {
      // Then
      assertThat(shelf.source.readiness(shelf.context())).isEqualTo(Readiness.ready());
      assertThat(shelf.urls("oak")).containsExactly("corpus://shelf/a.txt");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments_", ".cfs", ".si", ".cfe"})
  void aTruncatedIndexIsNotReadyAndIsBuiltAnew(String part) throws Exception {
    // Given
    try (var shelf = new Shelf(temp)) {
      for (Path file : files(shelf)) {
        if (file.getFileName().toString().contains(part)) {
          try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
          }
        }
      }
      // When, Then
      assertThat(shelf.source.readiness(shelf.context())).isInstanceOf(Readiness.NotReady.class);
      assertThat(shelf.search("oak")).isEmpty();
      assertThat(shelf.index().documents()).isEqualTo(2);
      assertThat(shelf.urls("oak")).containsExactly("corpus://shelf/a.txt");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments_", ".cfs", ".si"})
  void anIndexWithAMissingFileIsBuiltAnew(String part) throws Exception {
    // Given
    try (var shelf = new Shelf(temp)) {
      for (Path file : files(shelf)) {
        if (file.getFileName().toString().contains(part)) {
          Files.delete(file);
        }
      }
      // When, Then
      assertThat(shelf.index().documents()).isEqualTo(2);
      assertThat(shelf.urls("elm")).containsExactly("corpus://shelf/b.txt");
    }
  }

  @Test
  void anIndexOfAnotherVersionIsNotReadAndIsBuiltAnew() throws Exception {
    // Given
    try (var shelf = new Shelf(temp)) {
      try (var directory = FSDirectory.open(CorpusIndexes.folder(shelf.folder));
          var writer = new IndexWriter(directory, new IndexWriterConfig())) {
        writer.setLiveCommitData(Map.of(IndexFormat.VERSION_KEY, "0").entrySet());
        writer.commit();
      }
      // When, Then
      assertThat(shelf.source.readiness(shelf.context()))
          .isEqualTo(Readiness.notReady("not indexed yet: shelf"));
      assertThat(shelf.index().documents()).isEqualTo(2);
      assertThat(shelf.source.readiness(shelf.context())).isEqualTo(Readiness.ready());
    }
  }

  @Test
  void aSecondWriterIsToldWhyItHasToWaitWhileReadersGoOn() throws Exception {
    // Given
    try (var shelf = new Shelf(temp);
        var other =
            IndexWriting.open(CorpusIndexes.folder(shelf.folder), fingerprint(shelf), false)) {
      // When, Then
      assertThatThrownBy(shelf::index)
          .hasMessageContaining("being indexed by another process")
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.code().retryable()).isTrue());
      assertThat(shelf.urls("oak")).hasSize(1);
      other.remove("a.txt");
      assertThat(shelf.urls("oak")).hasSize(1);
      other.commit();
      assertThat(shelf.urls("oak")).isEmpty();
    }
  }

  private static String fingerprint(Shelf shelf) {
    return CorpusSettings.of(shelf.context()).fingerprint();
  }

  @Test
  void aReaderSurvivesThatTheIndexIsThrownAwayAndBuiltAnew() throws Exception {
    // Given
    try (var reader = new Shelf(temp);
        var writer = new Shelf(temp)) {
      assertThat(reader.urls("oak")).hasSize(1);
      for (Path file : files(writer)) {
        if (file.getFileName().toString().startsWith("segments_")) {
          Files.write(file, new byte[] {1, 2, 3});
        }
      }
      // When
      writer.write("c.txt", "Another oak stands.");
      writer.index();
      // Then
      assertThat(reader.urls("oak"))
          .containsExactlyInAnyOrder("corpus://shelf/a.txt", "corpus://shelf/c.txt");
    }
  }

  @Test
  void aWorkFolderThatCannotBeWrittenIsSaidSo() throws Exception {
    // Given
    try (var shelf = new Shelf(temp.resolve("other"))) {
      shelf.write("a.txt", "An oak stands.");
      Files.writeString(CorpusIndexes.folder(shelf.folder), "a file where the index should be");
      // When, Then
      assertThatThrownBy(shelf::index)
          .hasMessageContaining("cannot be written")
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UPSTREAM));
    }
  }
}
