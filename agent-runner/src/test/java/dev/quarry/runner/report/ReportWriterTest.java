package dev.quarry.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Citation;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.SourceRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  private static final SourceRef BELL =
      new SourceRef("corpus://sample/bell.md", "Bell Rock", "aa", 60);
  private static final Map<String, String> TEXTS =
      Map.of("aa", "The tower  was built by\nRobert Stevenson – “in four years”. It still stands.");

  private final ReportWriter writer =
      new ReportWriter(source -> Optional.ofNullable(TEXTS.get(source.sha256())));

  @Test
  void quoteIsFoundWhateverTheWhiteSpaceAndTypography() {
    // Given
    String answer =
        "It was Stevenson [1].\n\n## Sources\n"
            + "[1] corpus://sample/bell.md — \"The tower was built by Robert Stevenson - \"in four"
            + " years\".\"";

    // When
    Report report = writer.write(answer, List.of(BELL));

    // Then
    Citation citation = report.citations().getFirst();
    assertThat(citation.verified()).isTrue();
    assertThat(TEXTS.get("aa").substring(citation.start(), citation.end()))
        .startsWith("The tower")
        .endsWith("years”.");
    assertThat(citation.source()).isEqualTo(1);
    assertThat(report.markdown())
        .contains("[1] [Bell Rock](<corpus://sample/bell.md>)", "verified");
  }

  @Test
  void inventedQuoteIsMarkedAsNotVerified() {
    Report report =
        writer.write(
            "Built by ants [1].\n\n## Sources\n[1] corpus://sample/bell.md — \"The tower was built"
                + " by ants.\"",
            List.of(BELL));

    assertThat(report.citations()).singleElement().returns(false, Citation::verified);
    assertThat(report.markdown()).contains("not verified: not found in the page");
  }

  @Test
  void quoteOfAWordIsSaidToProveNothing() {
    Report report =
        writer.write(
            "Built [1].\n\n## Sources\n[1] corpus://sample/bell.md — \"tower\"", List.of(BELL));

    assertThat(report.citations()).singleElement().returns(false, Citation::verified);
    assertThat(report.markdown())
        .contains("“tower” — not verified: the quote is too short to prove anything");
  }

  @Test
  void pageThatWasNeverReadIsNoSource() {
    Report report =
        writer.write(
            "So it is [1].\n\n**Sources:**\n1. https://elsewhere.example/x - \"So it is, they say.\"",
            List.of(BELL));

    assertThat(report.citations())
        .singleElement()
        .returns(false, Citation::verified)
        .returns(null, Citation::source)
        .returns("https://elsewhere.example/x", Citation::url);
    assertThat(report.markdown())
        .contains("“So it is, they say.” — not verified: this page was not read");
  }

  @Test
  void markWithoutAnEntryIsNotPassedOverInSilence() {
    Report report = writer.write("One thing [1], another [7].", List.of(BELL));

    assertThat(report.citations()).extracting(Citation::n).containsExactly(1, 7);
    assertThat(report.citations()).noneMatch(Citation::verified);
  }

  @Test
  void ellipsisStandsForWordsLeftOut() {
    Report report =
        writer.write(
            "A [1].\n## Sources\n[1] corpus://sample/bell.md — “The tower ... Robert Stevenson”",
            List.of(BELL));

    assertThat(report.citations()).singleElement().returns(true, Citation::verified);
  }

  @Test
  void wordsInAnotherOrderAreNotTheQuote() {
    Report report =
        writer.write(
            "A [1].\n## Sources\n[1] corpus://sample/bell.md — “Robert Stevenson ... The tower”",
            List.of(BELL));

    assertThat(report.citations()).singleElement().returns(false, Citation::verified);
  }

  @Test
  void answerWithoutCitationsStaysAsItIs() {
    assertThat(writer.write("Just this.", List.of()).markdown()).isEqualTo("Just this.");
  }
}
