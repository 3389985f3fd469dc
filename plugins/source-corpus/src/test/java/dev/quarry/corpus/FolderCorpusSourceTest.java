package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderCorpusSourceTest {
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
  void findsADocumentAndReadsItUnderTheUrlOfTheHit() throws Exception {
    // Given
    shelf.write("stone/marl.md", "# Marl\n\nMarl is a mudstone. It holds lime.\n");
    shelf.write("stone/slate.md", "# Slate\n\nSlate splits into thin sheets.\n");
    shelf.index();
    // When
    List<SearchHit> hits = shelf.search("which stone splits in sheets?");
    // Then
    assertThat(hits.getFirst())
        .isEqualTo(
            SearchHit.of("Slate", "corpus://shelf/stone/slate.md", hits.getFirst().snippet()));
    assertThat(hits.getFirst().snippet()).contains("Slate splits into thin sheets.");
    var page = shelf.fetch(hits.getFirst().url());
    assertThat(page.url()).isEqualTo(hits.getFirst().url());
    assertThat(page.title()).isEqualTo("Slate");
    assertThat(page.text()).contains(hits.getFirst().snippet().split("\n")[0].substring(6));
  }

  @Test
  void namesOfProgramsAreFoundWholeAndByTheirParts() throws Exception {
    // Given
    shelf.write("a.txt", "max_connections limits how many clients there are.");
    shelf.write("b.txt", "The connections of a railway are shown on its maps.");
    shelf.index();
    // When / Then
    assertThat(shelf.urls("max_connections").getFirst()).isEqualTo("corpus://shelf/a.txt");
    assertThat(shelf.urls("number of connections"))
        .contains("corpus://shelf/a.txt", "corpus://shelf/b.txt");
  }

  @Test
  void namesWithSpacesAndAccentsMakeUrlsThatOpen() throws Exception {
    // Given
    shelf.write("Île d’Yeu/phare #1 100%.txt", "The Île d’Yeu light shows a flash.");
    shelf.index();
    // When
    String url = shelf.urls("ile yeu flash").getFirst();
    // Then
    assertThat(url).isEqualTo("corpus://shelf/%C3%8Ele%20d%E2%80%99Yeu/phare%20%231%20100%25.txt");
    assertThat(shelf.fetch(url).text()).contains("The Île d’Yeu light shows a flash.");
    assertThat(shelf.fetch("corpus://shelf/Île d’Yeu/phare #1 100%.txt").url()).isEqualTo(url);
    assertThat(shelf.fetch(url).title()).isEqualTo("phare #1 100%.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "corpus://shelf/../secret.txt",
        "corpus://shelf/a/../../secret.txt",
        "corpus://shelf/%2e%2e/secret.txt",
        "corpus://shelf/..%2Fsecret.txt",
        "corpus://shelf//etc/passwd",
        "corpus://shelf/%2Fetc%2Fpasswd",
        "corpus://shelf/./secret.txt",
        "corpus://shelf/secret.txt%00.md"
      })
  void pathsThatPointOutAreRefused(String url) throws Exception {
    // Given
    shelf.write("a.txt", "inside");
    shelf.index();
    // When, Then
    assertThatThrownBy(() -> shelf.fetch(url))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED));
  }

  @Test
  void unknownDocumentsAndCorporaAreNotFoundAndSayWhatThereIs() throws Exception {
    // Given
    shelf.write("a.txt", "inside");
    shelf.index();
    // When, Then
    assertFailure("corpus://shelf/b.txt", FailureCode.NOT_FOUND, "no document 'b.txt'");
    assertFailure("corpus://other/a.txt", FailureCode.NOT_FOUND, "it has shelf");
    assertFailure("corpus://shelf", FailureCode.BAD_ARGUMENTS, "corpus://name/path");
    assertFailure("https://shelf/a.txt", FailureCode.BAD_ARGUMENTS, "corpus://name/path");
  }

  private void assertFailure(String url, FailureCode code, String part) {
    assertThatThrownBy(() -> shelf.fetch(url))
        .hasMessageContaining(part)
        .isInstanceOfSatisfying(ToolException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aCorpusOfAnotherJobCannotBeRead() throws Exception {
    // Given
    shelf.write("a.txt", "inside");
    shelf.index();
    var other = new FakeContext(List.of(), Map.of(), FakeContext.NEVER);
    // When, Then
    assertThatThrownBy(() -> shelf.source.fetch("corpus://shelf/a.txt", other))
        .hasMessageContaining("it has none");
    assertThat(shelf.source.search("inside", 5, other)).isEmpty();
  }

  @Test
  void isReadyOnlyWithAnIndexedCorpus() throws Exception {
    // Given
    shelf.write("a.txt", "inside");
    var none = new FakeContext(List.of(), Map.of(), FakeContext.NEVER);
    // When, Then
    assertThat(shelf.source.readiness(none))
        .isInstanceOfSatisfying(
            Readiness.NotReady.class, n -> assertThat(n.reason()).contains("has no corpus"));
    assertThat(shelf.source.readiness(shelf.context()))
        .isEqualTo(Readiness.notReady("not indexed yet: shelf"));
    assertThat(shelf.search("inside")).isEmpty();
    shelf.index();
    assertThat(shelf.source.readiness(shelf.context())).isEqualTo(Readiness.ready());
  }

  @Test
  void hitsOfSeveralCorporaAreMergedAndEqualOnesGoByUrl() throws Exception {
    // Given
    var second = new Shelf(temp, "attic", shelf.source);
    shelf.write("a.txt", "The beam of the lamp.");
    second.write("a.txt", "The beam of the lamp.");
    second.write("b.txt", "Nothing of that kind, only oak and elm.");
    shelf.index();
    second.index();
    List<CorpusFolder> both = List.of(shelf.folder, second.folder);
    var context = new FakeContext(both, shelf.settings, FakeContext.NEVER);
    // When
    List<String> urls =
        shelf.source.search("lamp beam", 5, context).stream().map(SearchHit::url).toList();
    // Then
    assertThat(urls).containsExactly("corpus://attic/a.txt", "corpus://shelf/a.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"fog signal\" site:example.org",
        "fog AND (signal OR",
        "title:fog^3 ~signal*",
        "fog && signal || [a TO b}",
        "fog\\ signal/ +-!",
        "fog signal -horn filetype:pdf",
        "fog\u0000signal \uD83D\uDE00",
        "intitle:fog signal"
      })
  void nothingInAQueryIsAnOperatorThatCanBreakIt(String query) throws Exception {
    // Given
    shelf.write("a.txt", "A fog signal sounds in thick weather.");
    shelf.index();
    // When, Then
    assertThat(shelf.urls(query)).containsExactly("corpus://shelf/a.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "???", "the of and", "-", "\"\""})
  void aQueryWithoutWordsFindsNothing(String query) throws Exception {
    // Given
    shelf.write("a.txt", "A fog signal sounds in thick weather.");
    shelf.index();
    // When, Then
    assertThat(shelf.urls(query)).isEmpty();
  }

  @Test
  void aDocumentIsListedOnceWithItsBestPassageCutAtASentence() throws Exception {
    // Given
    String filler = "Oak and elm grow by the river in the valley. ".repeat(60);
    String wanted = "The keeper trimmed the wick of the lamp before midnight.";
    shelf.write("a.txt", filler + "\n\n" + wanted + " " + filler);
    shelf.index();
    // When
    List<SearchHit> hits = shelf.search("keeper trimmed wick");
    // Then
    assertThat(hits).hasSize(1);
    assertThat(hits.getFirst().snippet())
        .contains(wanted)
        .hasSizeLessThanOrEqualTo(Snippets.LONGEST)
        .endsWith(".");
  }

  @Test
  void theLimitIsKept() throws Exception {
    // Given
    for (int i = 0; i < 9; i++) {
      shelf.write(i + ".txt", "A fog signal, number " + i);
    }
    shelf.index();
    // When, Then
    assertThat(shelf.source.search("fog signal", 4, shelf.context())).hasSize(4);
  }
}
