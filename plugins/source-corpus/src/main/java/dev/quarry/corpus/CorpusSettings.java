package dev.quarry.corpus;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator may set, by name in kebab case.
 *
 * @param maxFiles {@code max-files}: documents of one folder, 1–1,000,000, default 100,000
 * @param maxFileBytes {@code max-file-bytes}: 1–1,000,000,000, default 20,000,000; larger files are
 *     skipped
 * @param maxTextChars {@code max-text-chars}: text kept of one document, 1,000–50,000,000, default
 *     1,000,000; the rest is cut off
 * @param passageChars {@code passage-chars}: longest passage, 200–4,000, default 800 (about 180
 *     tokens of English)
 * @param embeddings {@code embeddings}: which passages get a vector, default {@code auto}
 * @param embedMaxPassages {@code embed-max-passages}: how many under {@code auto}, 0–1,000,000,
 *     default 4,000
 * @param embedMaxTokens {@code embed-max-tokens}: how much of a passage its vector is made of,
 *     16–512, default 128
 * @param indexThreads {@code index-threads}: 1–64, default half the processors, at least 1
 * @param commitFiles {@code commit-files}: documents between two commits, 1–100,000, default 200
 */
record CorpusSettings(
    int maxFiles,
    int maxFileBytes,
    int maxTextChars,
    int passageChars,
    Embeddings embeddings,
    int embedMaxPassages,
    int embedMaxTokens,
    int indexThreads,
    int commitFiles) {

  /** Which passages get a vector. */
  enum Embeddings {
    /** A bounded number, spread over the documents; none where the model cannot run. */
    AUTO,
    /** All; without the model there is no indexing. */
    ON,
    /** None: search by words only. */
    OFF
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} for a value out of its range
   */
  static CorpusSettings of(CallContext context) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new CorpusSettings(
        number(context, "max-files", 100_000, 1, 1_000_000),
        number(context, "max-file-bytes", 20_000_000, 1, 1_000_000_000),
        number(context, "max-text-chars", 1_000_000, 1_000, 50_000_000),
        number(context, "passage-chars", 800, 200, 4_000),
        embeddings(context),
        number(context, "embed-max-passages", 4_000, 0, 1_000_000),
        number(context, "embed-max-tokens", 128, 16, 512),
        number(context, "index-threads", Math.clamp(processors / 2, 1, 64), 1, 64),
        number(context, "commit-files", 200, 1, 100_000));
  }

  /**
   * @return what an index depends on: another value means that it has to be built anew
   */
  String fingerprint() {
    String vectors =
        switch (embeddings) {
          case AUTO -> Embedder.MODEL + "/" + embedMaxTokens + "/" + embedMaxPassages;
          case ON -> Embedder.MODEL + "/" + embedMaxTokens;
          case OFF -> "none";
        };
    return "text=" + maxTextChars + " passage=" + passageChars + " vectors=" + vectors;
  }

  private static Embeddings embeddings(CallContext context) {
    String given = context.setting("embeddings").orElse("auto").strip();
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "auto" -> Embeddings.AUTO;
      case "on" -> Embeddings.ON;
      case "off" -> Embeddings.OFF;
      default -> throw refused("embeddings", given, "auto, on or off");
    };
  }

  private static int number(CallContext context, String name, int normal, int least, int most) {
    Optional<String> given = context.setting(name).map(String::strip);
    if (given.isEmpty()) {
      return normal;
    }
    String accepted = "a whole number from " + least + " to " + most;
    try {
      int value = Integer.parseInt(given.get());
      if (value < least || value > most) {
        throw refused(name, given.get(), accepted);
      }
      return value;
    } catch (NumberFormatException e) {
      throw refused(name, given.get(), accepted);
    }
  }

  private static ToolException refused(String name, String given, String accepted) {
    return new ToolException(
        FailureCode.NOT_CONFIGURED,
        "setting " + name + " of source-corpus is '" + given + "'; accepted: " + accepted);
  }
}
