package dev.quarry.bench.stub;

import java.util.SplittableRandom;

/** Text that hardly compresses, the same for the same seed: words of random letters. */
final class Prose {
  private Prose() {}

  static String of(String seed, int bytes) {
    var random = new SplittableRandom(seed.hashCode() * 0x9E3779B97F4A7C15L);
    var text = new StringBuilder(bytes);
    int wordEnd = 0;
    while (text.length() < bytes) {
      if (text.length() == wordEnd) {
        wordEnd = text.length() + 3 + random.nextInt(8);
        text.append(' ');
      } else {
        text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.substring(0, bytes);
  }
}
