package dev.quarry.toolset.web;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.time.Duration;

/**
 * The limits of this toolset, from settings of the plugin in kebab case.
 *
 * @param searchResults {@code search-results}: hits per query, 1–50
 * @param maxParallel {@code max-parallel}: queries or pages worked on at once in one call, 1–32
 * @param pageMaxTokens {@code page-max-tokens}: how much of a page the reader model sees,
 *     1,000–1,000,000
 * @param visitBudget {@code visit-budget-seconds}: for all pages of one call, 1–3,600
 * @param parseTime {@code parse-seconds}: for turning one page into text, 1–600
 * @param readerReasks {@code reader-reasks}: how often the reader model is asked again after a
 *     reply that could not be understood, 0–5
 */
record WebSettings(
    int searchResults,
    int maxParallel,
    int pageMaxTokens,
    Duration visitBudget,
    Duration parseTime,
    int readerReasks) {
  /** As upstream: ten hits per query (§2.1 of the facts about the seed system). */
  static final int SEARCH_RESULTS = 10;

  static final int MAX_PARALLEL = 4;

  /** As upstream (§2.3). */
  static final int PAGE_MAX_TOKENS = 95_000;

  /** As upstream (§2.3). */
  static final int VISIT_BUDGET_SECONDS = 900;

  static final int PARSE_SECONDS = 60;

  /** Three replies are parsed in all, as upstream in effect (§2.3). */
  static final int READER_REASKS = 2;

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} naming the setting that is no number
   *     in its range
   */
  static WebSettings of(CallContext context) {
    return new WebSettings(
        number(context, "search-results", SEARCH_RESULTS, 1, 50),
        number(context, "max-parallel", MAX_PARALLEL, 1, 32),
        number(context, "page-max-tokens", PAGE_MAX_TOKENS, 1_000, 1_000_000),
        Duration.ofSeconds(number(context, "visit-budget-seconds", VISIT_BUDGET_SECONDS, 1, 3_600)),
        Duration.ofSeconds(number(context, "parse-seconds", PARSE_SECONDS, 1, 600)),
        number(context, "reader-reasks", READER_REASKS, 0, 5));
  }

  private static int number(CallContext context, String name, int preset, int least, int most) {
    String given = context.setting(name).map(String::strip).orElse("");
    if (given.isEmpty()) {
      return preset;
    }
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw new ToolException(
        FailureCode.NOT_CONFIGURED,
        "the setting %s of toolset-web is '%s', but must be a whole number from %d to %d"
            .formatted(name, given, least, most));
  }
}
