package dev.quarry.pagetext;

import java.time.Duration;

/**
 * How much of a document is worked on. Beyond a limit a document is refused with a message that
 * names it; nothing is cut silently, because quotes are looked up in the whole text.
 *
 * @param maxBytes of the document as it came
 * @param maxPages of a PDF
 * @param maxCharacters of the text that comes out
 * @param maxTime for parsing; an interrupt ends it, too
 */
public record ReadingLimits(int maxBytes, int maxPages, int maxCharacters, Duration maxTime) {
  /** 32 MiB: several times what the host fetches; corpora hold large PDFs. */
  public static final int DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

  /** Enough for reference manuals. */
  public static final int DEFAULT_MAX_PAGES = 5_000;

  /** About 5 million words. */
  public static final int DEFAULT_MAX_CHARACTERS = 30_000_000;

  /** Far more than any honest document takes. */
  public static final Duration DEFAULT_MAX_TIME = Duration.ofSeconds(60);

  public static final ReadingLimits DEFAULT =
      new ReadingLimits(
          DEFAULT_MAX_BYTES, DEFAULT_MAX_PAGES, DEFAULT_MAX_CHARACTERS, DEFAULT_MAX_TIME);

  /**
   * @return the same with another {@link #maxTime()}
   */
  public ReadingLimits within(Duration time) {
    return new ReadingLimits(maxBytes, maxPages, maxCharacters, time);
  }

  public ReadingLimits {
    if (maxBytes < 1 || maxPages < 1 || maxCharacters < 1 || !maxTime.isPositive()) {
      throw new IllegalArgumentException(
          "limits must be above zero, not bytes "
              + maxBytes
              + ", pages "
              + maxPages
              + ", characters "
              + maxCharacters
              + ", time "
              + maxTime);
    }
  }
}
