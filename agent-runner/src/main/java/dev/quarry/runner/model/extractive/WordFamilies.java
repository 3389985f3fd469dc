package dev.quarry.runner.model.extractive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.tartarus.snowball.ext.EnglishStemmer;

/** Words that a stemmer does not bring together: built and builder, died and death. */
final class WordFamilies {
  private static final String RESOURCE = "word-families.txt";
  private static final Map<String, String> BY_STEM = load();

  private WordFamilies() {}

  /**
   * @return the key of the family, or the stem itself when it is in none
   */
  static String ofStem(String stem) {
    return BY_STEM.getOrDefault(stem, stem);
  }

  private static Map<String, String> load() {
    Map<String, String> families = new HashMap<>();
    EnglishStemmer stemmer = new EnglishStemmer();
    try (InputStream in = WordFamilies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing in the artifact: " + RESOURCE);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line : reader.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] words = line.trim().split("\\s+");
          String family = Words.stem(stemmer, words[0]);
          for (String word : words) {
            families.putIfAbsent(Words.stem(stemmer, word), family);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(families);
  }
}
