package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole rollouts over a few articles on bridges. */
class RolloutTest {
  private static final String TWO_HOPS =
      "In which town was the designer of the first Tay Bridge born?";

  private static final Library BRIDGES = Library.ofFolder(resource("bridges"));

  private final ExtractiveModel model = TestModels.model(false);

  static List<Play.Style> styles() {
    return Play.STYLES;
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(RolloutTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Library bridges() {
    return BRIDGES;
  }

  @ParameterizedTest
  @MethodSource("styles")
  void secondHopIsFollowedAndEachHopIsQuoted(Play.Style style) throws Exception {
    // Given
    Library library = bridges();

    // When
    Play.Outcome outcome = new Play(model, library, style).run(TWO_HOPS);

    // Then
    assertThat(outcome.answer())
        .startsWith("**Thursby** – “Thomas Bouch was born in Thursby in Cumberland in 1822.” [2]");
    assertThat(TestModels.cited(outcome.answer()))
        .containsExactly(
            "Thomas Bouch designed the first Tay Bridge.",
            "Thomas Bouch was born in Thursby in Cumberland in 1822.");
    assertThat(TestModels.citedUrls(outcome.answer()))
        .containsExactly("corpus://test/tay-bridge.md", "corpus://test/thomas-bouch.md");
    assertThat(outcome.answer()).contains("built-in extractive model");
  }

  @ParameterizedTest
  @MethodSource("styles")
  void allQuestionsOnBridgesAreAnsweredOrHonestlyNot(Play.Style style) throws Exception {
    // Given
    Library library = bridges();

    // When
    ResearchQualityTest.Tally tally =
        ResearchQualityTest.measure(library, resource("bridges.jsonl"), style, false);

    // Then
    assertThat(tally.right()).as("%s", tally).isEqualTo(tally.answerable());
    assertThat(tally.falseAnswers()).isZero();
    assertThat(tally.boldRight()).isEqualTo(tally.bold());
  }

  @ParameterizedTest
  @MethodSource("styles")
  void entryOfAManualIsNamedBeforeWhatIsSaidOfIt(Play.Style style) throws Exception {
    // Given
    Library manual =
        new Library()
            .add(
                "corpus://test/log.md",
                "Log files",
                """
                Log files

                log_ceiling (integer)

                This parameter sets the largest size that a log file may reach.

                log_folder (string)

                Where log files are written.
                """);

    // When
    Play.Outcome outcome =
        new Play(model, manual, style)
            .run("Which parameter sets the largest size that a log file may reach?");

    // Then
    assertThat(outcome.answer())
        .startsWith(
            "log_ceiling (integer): “This parameter sets the largest size that a log file may reach.” [1]");
  }

  @ParameterizedTest
  @MethodSource("styles")
  void everyQuoteStandsInItsPage(Play.Style style) throws Exception {
    // Given
    Library library = bridges();

    // When
    String answer = new Play(model, library, style).run("Who designed the Forth Bridge?").answer();

    // Then
    List<String> quotes = TestModels.cited(answer);
    List<String> urls = TestModels.citedUrls(answer);
    assertThat(quotes).isNotEmpty();
    for (int i = 0; i < quotes.size(); i++) {
      assertThat(Sentences.collapse(library.text(urls.get(i)))).contains(quotes.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("styles")
  void whatIsNotInTheSourcesIsSaidToBeMissing(Play.Style style) throws Exception {
    // Given
    String question = "Who designed the Golden Gate Bridge?";

    // When
    Play.Outcome outcome = new Play(model, bridges(), style).run(question);

    // Then
    assertThat(outcome.answer())
        .startsWith("Not found in the sources.")
        .contains("Searched for: “");
    assertThat(outcome.rounds()).isLessThanOrEqualTo(ExtractiveLimits.DEFAULT.toolCalls() + 1);
  }

  @ParameterizedTest
  @MethodSource("styles")
  void forcedFinalPromptIsAnsweredFromWhatThereIs(Play.Style style) throws Exception {
    // Given
    int rounds = 2;

    // When
    Play.Outcome outcome = new Play(model, bridges(), style).run(TWO_HOPS, rounds);

    // Then
    assertThat(outcome.rounds()).isEqualTo(rounds);
    assertThat(outcome.answer()).startsWith("Not found in the sources.");
  }

  @ParameterizedTest
  @MethodSource("styles")
  void samePromptsGetTheSameRepliesByteForByte(Play.Style style) throws Exception {
    // Given
    Play.Outcome first = new Play(model, bridges(), style).run(TWO_HOPS);

    // When
    Play.Outcome second = new Play(TestModels.model(false), bridges(), style).run(TWO_HOPS);

    // Then
    assertThat(second.replies()).isEqualTo(first.replies());
  }

  @ParameterizedTest
  @MethodSource("styles")
  void instructionsInAPageAreOnlyText(Play.Style style) throws Exception {
    // Given
    String question = "Who designed the Menai Suspension Bridge?";

    // When
    Play.Outcome outcome = new Play(model, bridges(), style).run(question);

    // Then
    assertThat(outcome.answer()).startsWith("**Thomas Telford**");
  }

  @Test
  void firstIterResearchReplyHasReportAndCallAndNoAnswer() throws Exception {
    // Given
    Play.Style style = new Play.Style(true, false);

    // When
    String first = new Play(model, bridges(), style).run(TWO_HOPS).replies().getFirst();

    // Then
    assertThat(first)
        .startsWith("<report>\n")
        .contains("</report>")
        .contains("<tool_call>")
        .doesNotContain("<answer>");
  }

  @Test
  void answerIsTheSameWithEmbeddings() throws Exception {
    // Given
    ExtractiveModel withMeaning = TestModels.model(true);

    // When
    String answer = new Play(withMeaning, bridges(), Play.STYLES.getFirst()).run(TWO_HOPS).answer();

    // Then
    assertThat(answer).startsWith("**Thursby**");
  }
}
