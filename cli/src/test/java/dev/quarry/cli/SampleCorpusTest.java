package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sample corpus holds what its questions ask for, and its links lead somewhere. */
class SampleCorpusTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("quarry.root"), "local-stack", "sample-corpus");
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

  private static List<Path> articles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  private static String plain(String markdown) {
    return markdown.replaceAll("\\[([^]]+)]\\([^)]+\\)", "$1").replaceAll("\\s+", " ");
  }

  @Test
  void atLeastSixtyArticlesWithATitle() throws Exception {
    // Given
    List<Path> articles = articles();
    // When
    List<Path> titled = new ArrayList<>();
    for (Path article : articles) {
      if (article.toString().endsWith(".md") && Files.readString(article).startsWith("# ")) {
        titled.add(article);
      }
    }
    // Then
    assertThat(titled).hasSizeGreaterThanOrEqualTo(60).hasSameSizeAs(articles);
  }

  @Test
  void everyLinkLeadsToAnArticle() throws Exception {
    // Given
    List<String> broken = new ArrayList<>();
    // When
    for (Path article : articles()) {
      Matcher link = LINK.matcher(Files.readString(article));
      while (link.find()) {
        if (!Files.isRegularFile(FOLDER.resolve(link.group(1)))) {
          broken.add(article.getFileName() + " → " + link.group(1));
        }
      }
    }
    // Then
    assertThat(broken).isEmpty();
  }

  @Test
  void questionsAreAnsweredWordForWordInTheNamedArticles() throws Exception {
    // Given
    Path file =
        Path.of(System.getProperty("quarry.root"), "cli/src/test/resources/questions.jsonl");
    List<JsonNode> questions = Files.readAllLines(file).stream().map(Json::parse).toList();
    // When
    List<String> wrong = new ArrayList<>();
    for (JsonNode q : questions) {
      if (q.path("answer").isNull()) {
        continue;
      }
      String first = plain(Files.readString(FOLDER.resolve(q.path("hops").get(0).asText())));
      JsonNode hops = q.path("hops");
      String last = plain(Files.readString(FOLDER.resolve(hops.get(hops.size() - 1).asText())));
      if (!first.contains(q.path("firstFact").asText())
          || !last.contains(q.path("answerSentence").asText())
          || !q.path("answerSentence").asText().contains(q.path("answer").asText())) {
        wrong.add(q.path("question").asText());
      }
    }
    // Then
    assertThat(questions).hasSizeGreaterThanOrEqualTo(30);
    assertThat(questions.stream().filter(q -> q.path("hops").size() >= 2).count())
        .isGreaterThan(20);
    assertThat(wrong).isEmpty();
  }
}
