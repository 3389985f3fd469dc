package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexingTest {
  @TempDir Path temp;
  private Shelf shelf;

  @BeforeEach
  void open() throws Exception {
    shelf = new Shelf(temp);
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void readsEveryKindOfDocumentWithItsTitle() throws Exception {
    // Given
    shelf.write("a.md", "# Of Markdown\n\nA zebra *runs*.");
    shelf.write(
        "b.html",
        "<html><head><title>Of HTML</title></head><body><p>A zebra <b>walks</b>.</p></body></html>");
    shelf.write("c.pdf", Pdfs.of("Of PDF", "A zebra sleeps."));
    shelf.write("d.txt", "A zebra eats.");
    shelf.write("e.rst", "Of reStructuredText\n===================\n\nA zebra drinks.");
    shelf.write("f.adoc", "= Of AsciiDoc\n\nA zebra hides.");
    shelf.write("g.jpg", "no zebra");
    // When
    CorpusSummary summary = shelf.index();
    // Then
    assertThat(summary.documents()).isEqualTo(6);
    assertThat(summary.passages()).isGreaterThanOrEqualTo(6);
    assertThat(summary.skipped()).isEmpty();
    assertThat(shelf.search("zebra"))
        .extracting("title")
        .containsExactlyInAnyOrder(
            "Of Markdown", "Of HTML", "Of PDF", "d.txt", "Of reStructuredText", "Of AsciiDoc");
    assertThat(shelf.fetch("corpus://shelf/b.html").text()).contains("A zebra walks.");
    assertThat(shelf.fetch("corpus://shelf/c.pdf").text()).contains("A zebra sleeps.");
  }

  @Test
  void brokenEncryptedAndEmptyFilesAreSkippedWithAReasonAndTheRestIsRead() throws Exception {
    // Given
    byte[] good = Pdfs.of("Good", "A zebra sleeps.");
    shelf.write("broken.pdf", java.util.Arrays.copyOf(good, good.length / 3));
    shelf.write("noise.pdf", "%PDF-1.7 and then nothing of the kind");
    shelf.write("locked.pdf", Pdfs.encrypted("A secret zebra."));
    shelf.write("empty.txt", "");
    shelf.write("blank.md", " \n\n ");
    shelf.write("big.txt", "zebra ".repeat(1_000));
    shelf.write("good.pdf", good);
    shelf.settings.put("max-file-bytes", "5000");
    // When
    CorpusSummary first = shelf.index();
    CorpusSummary again = shelf.index();
    // Then
    assertThat(first.documents()).isEqualTo(1);
    assertThat(first.skipped())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "big.txt", "blank.md", "broken.pdf", "empty.txt", "locked.pdf", "noise.pdf");
    assertThat(first.skipped()).allMatch(line -> line.length() > line.indexOf(':') + 5);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void onlyWhatChangedIsReadAgain() throws Exception {
    // Given
    shelf.write("kept.txt", "An oak stands.");
    Path changed = shelf.write("changed.txt", "An elm stands.");
    Path deleted = shelf.write("deleted.txt", "A birch stands.");
    assertThat(shelf.index().documents()).isEqualTo(3);
    // When
    shelf.write("changed.txt", "A willow stands.");
    shelf.write("added.txt", "A poplar stands.");
    Files.delete(deleted);
    CorpusSummary summary = shelf.index();
    // Then
    assertThat(summary.documents()).isEqualTo(3);
    assertThat(summary.passages()).isEqualTo(3);
    assertThat(shelf.urls("oak")).containsExactly("corpus://shelf/kept.txt");
    assertThat(shelf.urls("willow")).containsExactly("corpus://shelf/changed.txt");
    assertThat(shelf.urls("poplar")).containsExactly("corpus://shelf/added.txt");
    assertThat(shelf.urls("elm")).isEmpty();
    assertThat(shelf.urls("birch")).isEmpty();
    assertThat(changed).exists();
  }

  @Test
  void aFileOfTheSameSizeAndTimeIsNotOpened() throws Exception {
    // Given
    Path file = shelf.write("a.txt", "An oak stands.");
    shelf.index();
    FileTime time = Files.getLastModifiedTime(file);
    // When
    Files.writeString(file, "An elm stands.");
    Files.setLastModifiedTime(file, time);
    shelf.index();
    // Then
    assertThat(shelf.urls("oak")).hasSize(1);
    assertThat(shelf.urls("elm")).isEmpty();
  }

  @Test
  void aTouchedFileWithTheSameBytesKeepsWhatWasIndexed() throws Exception {
    // Given
    Path file = shelf.write("a.txt", "An oak stands.");
    CorpusSummary first = shelf.index();
    // When
    shelf.touch(file);
    CorpusSummary again = shelf.index();
    shelf.touch(file);
    // Then
    assertThat(again).isEqualTo(first);
    assertThat(shelf.index()).isEqualTo(first);
    assertThat(shelf.urls("oak")).hasSize(1);
  }

  @Test
  void hiddenFilesAndLinksAreNotFollowed() throws Exception {
    // Given
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "A secret oak.");
    shelf.write("a.txt", "An oak stands.");
    shelf.write(".hidden.txt", "A hidden oak.");
    shelf.write(".git/notes.txt", "A hidden oak.");
    Files.createSymbolicLink(shelf.root.resolve("link"), outside);
    Files.createSymbolicLink(shelf.root.resolve("link.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(shelf.root.resolve("loop"), shelf.root);
    // When
    CorpusSummary summary = shelf.index();
    // Then
    assertThat(summary.documents()).isEqualTo(1);
    assertThat(summary.skipped()).hasSize(3).allMatch(line -> line.contains("symbolic link"));
    assertThatThrownBy(() -> shelf.fetch("corpus://shelf/link/secret.txt"))
        .hasMessageContaining("no document");
  }

  @Test
  void missingAndEmptyFoldersAreNotFound() throws Exception {
    // Given
    shelf.write("a.jpg", "no text");
    // When, Then
    assertThatThrownBy(shelf::index)
        .hasMessageContaining("no readable document")
        .hasMessageContaining("md")
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_FOUND));
    Files.delete(shelf.root.resolve("a.jpg"));
    Files.delete(shelf.root);
    assertThatThrownBy(shelf::index)
        .hasMessageContaining("there is no folder")
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_FOUND));
  }

  @Test
  void aFolderThatLostItsLastDocumentIsNotReadyAnyMore() throws Exception {
    // Given
    Path file = shelf.write("a.txt", "An oak stands.");
    shelf.index();
    // When
    Files.delete(file);
    // Then
    assertThatThrownBy(shelf::index).hasMessageContaining("no readable document");
    assertThat(shelf.urls("oak")).isEmpty();
  }

  @Test
  void progressIsToldForEachFileInOrder() throws Exception {
    // Given
    shelf.write("b/two.txt", "two");
    shelf.write("a.txt", "one");
    shelf.write("c.txt", "three");
    List<String> seen = new ArrayList<>();
    // When
    shelf.source.index(
        shelf.folder,
        (done, total, file) -> seen.add(done + "/" + total + " " + file),
        shelf.context());
    // Then
    assertThat(seen).containsExactly("1/3 a.txt", "2/3 b/two.txt", "3/3 c.txt");
  }

  @Test
  void anInterruptEndsItAndKeepsWhatWasDone() throws Exception {
    // Given
    for (int i = 0; i < 20; i++) {
      shelf.write("%02d.txt".formatted(i), "oak number " + i);
    }
    // When
    assertThatThrownBy(
            () ->
                shelf.source.index(
                    shelf.folder,
                    (done, total, file) -> {
                      if (done == 5) {
                        Thread.currentThread().interrupt();
                      }
                    },
                    shelf.context()))
        .isInstanceOf(InterruptedException.class);
    Thread.interrupted();
    // Then
    assertThat(shelf.source.search("oak", 50, shelf.context())).hasSizeBetween(5, 19);
    assertThat(shelf.index().documents()).isEqualTo(20);
  }

  @Test
  void aSettingOutOfRangeIsNamed() throws Exception {
    // Given
    shelf.write("a.txt", "An oak stands.");
    shelf.settings.put("passage-chars", "7");
    // When, Then
    assertThatThrownBy(shelf::index)
        .hasMessage(
            "setting passage-chars of source-corpus is '7'; accepted: a whole number from 200 to"
                + " 4000");
  }

  @Test
  void textOverTheLimitIsCutAndSaidSo() throws Exception {
    // Given
    shelf.write("a.txt", "An oak stands. ".repeat(100) + "A willow.");
    shelf.settings.put("max-text-chars", "1000");
    // When
    CorpusSummary summary = shelf.index();
    // Then
    assertThat(summary.documents()).isEqualTo(1);
    assertThat(summary.skipped()).singleElement().asString().contains("max-text-chars");
    assertThat(shelf.fetch("corpus://shelf/a.txt").text()).hasSizeLessThanOrEqualTo(1000);
    assertThat(shelf.urls("willow")).isEmpty();
  }

  @Test
  void filesOverTheLimitAreCountedInTheSummary() throws Exception {
    // Given
    shelf.write("a.txt", "oak");
    shelf.write("b.txt", "oak");
    shelf.write("c.txt", "oak");
    shelf.settings.put("max-files", "2");
    // When
    CorpusSummary summary = shelf.index();
    // Then
    assertThat(summary.documents()).isEqualTo(2);
    assertThat(summary.skipped())
        .containsExactly("1 files: over the limit of 2 files (setting max-files)");
  }
}
