package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures on a folder of articles and a file of questions, given as system properties: {@code
 * -Dquarry.quality.corpus=DIR -Dquarry.quality.questions=FILE} (one JSON object a line: question,
 * answer – null when the articles do not tell).
 */
class ResearchQualityTest {
  private static final double LEAST = 0.85;

  static List<Play.Style> styles() {
    return Play.STYLES;
  }

  @ParameterizedTest
  @MethodSource("styles")
  @EnabledIfSystemProperty(named = "quarry.quality.corpus", matches = ".+")
  void citedSentencesHoldTheAnswer(Play.Style style) throws Exception {
    // Given
    Library library = Library.ofFolder(Path.of(System.getProperty("quarry.quality.corpus")));
    Path questions = Path.of(System.getProperty("quarry.quality.questions"));
    boolean embeddings = !Boolean.getBoolean("quarry.quality.words-only");

    // When
    Tally tally = measure(library, questions, style, embeddings);

    // Then
    System.out.println(style + ": " + tally);
    assertThat(tally.share()).isGreaterThanOrEqualTo(LEAST);
    assertThat(tally.falseAnswers()).isZero();
  }

  /** Counts over a file of questions. */
  record Tally(
      int answerable,
      int right,
      int bold,
      int boldRight,
      int unanswerable,
      int falseAnswers,
      List<Long> millis,
      double calls) {
    double share() {
      return answerable == 0 ? 1 : (double) right / answerable;
    }

    @Override
    public String toString() {
      List<Long> sorted = millis.stream().sorted().toList();
      long p50 = sorted.get(sorted.size() / 2);
      long p95 = sorted.get(sorted.size() * 95 / 100);
      return String.format(
          Locale.ROOT,
          "right %d of %d, short answers right %d of %d, false answers %d of %d, agent replies p50 %d ms, p95 %d ms, %.1f rounds each",
          right,
          answerable,
          boldRight,
          bold,
          falseAnswers,
          unanswerable,
          p50,
          p95,
          calls);
    }
  }

  static Tally measure(Library library, Path questions, Play.Style style, boolean embeddings)
      throws IOException, InterruptedException {
    ExtractiveModel model = TestModels.model(embeddings);
    boolean verbose = Boolean.getBoolean("quarry.quality.verbose");
    int answerable = 0;
    int right = 0;
    int bold = 0;
    int boldRight = 0;
    int unanswerable = 0;
    int falseAnswers = 0;
    int rounds = 0;
    List<Long> millis = new ArrayList<>();
    for (String line : Files.readAllLines(questions)) {
      JsonNode row = JsonText.read(line);
      Play.Outcome outcome = new Play(model, library, style).run(row.path("question").asText());
      millis.addAll(outcome.millis());
      rounds += outcome.rounds();
      boolean found = !outcome.answer().startsWith(AnswerWriter.NOT_FOUND);
      boolean good;
      if (row.path("answer").isNull()) {
        unanswerable++;
        falseAnswers += found ? 1 : 0;
        good = !found;
      } else {
        answerable++;
        String expected = row.path("answer").asText();
        good =
            found
                && TestModels.cited(outcome.answer()).stream().anyMatch(q -> q.contains(expected));
        right += good ? 1 : 0;
        if (outcome.answer().startsWith("**")) {
          bold++;
          String span = outcome.answer().substring(2, outcome.answer().indexOf("**", 2));
          boolean agree = span.contains(expected) || expected.contains(span);
          boldRight += agree ? 1 : 0;
          good &= agree;
        }
      }
      if (verbose && !good) {
        System.out.println(
            "---- " + style + " " + line + "\n" + String.join("\n~~\n", outcome.replies()));
      }
    }
    return new Tally(
        answerable,
        right,
        bold,
        boldRight,
        unanswerable,
        falseAnswers,
        millis,
        (double) rounds / (answerable + unanswerable));
  }
}
