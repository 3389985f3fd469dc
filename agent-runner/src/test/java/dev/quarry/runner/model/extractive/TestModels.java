package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The model under test and readers of its answers. */
final class TestModels {
  private static final Pattern SOURCE = Pattern.compile("(?m)^\\[(\\d+)\\] (\\S+) — \"(.*)\"$");

  /** Four characters a token. */
  static final TokenCounter COUNTER =
      new TokenCounter() {
        @Override
        public int count(String text) {
          return (text.length() + 3) / 4;
        }

        @Override
        public String truncate(String text, int maxTokens) {
          return text.substring(0, Math.min(text.length(), 4 * maxTokens));
        }
      };

  private TestModels() {}

  static ExtractiveModel model(boolean embeddings) {
    return new ExtractiveModel(COUNTER, ExtractiveLimits.DEFAULT, embeddings);
  }

  /** Quotes in the section of sources. */
  static List<String> cited(String answer) {
    List<String> quotes = new ArrayList<>();
    Matcher matcher = SOURCE.matcher(answer.substring(Math.max(0, answer.indexOf("## Sources"))));
    while (matcher.find()) {
      quotes.add(matcher.group(3));
    }
    return quotes;
  }

  static List<String> citedUrls(String answer) {
    List<String> urls = new ArrayList<>();
    Matcher matcher = SOURCE.matcher(answer.substring(Math.max(0, answer.indexOf("## Sources"))));
    while (matcher.find()) {
      urls.add(matcher.group(2));
    }
    return urls;
  }
}
