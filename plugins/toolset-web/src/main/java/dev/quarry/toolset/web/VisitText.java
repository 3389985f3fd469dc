package dev.quarry.toolset.web;

import dev.quarry.sdk.ToolException;

/**
 * What the model reads after a visit (§2.3 of the facts sheet; the trailing blank line is part).
 */
final class VisitText {
  private static final String NO_EVIDENCE =
      "The provided webpage content could not be accessed. Please check the URL or file format.";
  private static final String NO_SUMMARY =
      "The webpage content could not be processed, and therefore, no information is available.";

  private VisitText() {}

  static String read(String url, String goal, Evidence evidence) {
    return frame(url, goal, evidence.evidence(), evidence.summary());
  }

  /** The frame that models know for a page that could not be read, and then what went wrong. */
  static String failed(String url, String goal, ToolException cause) {
    return frame(url, goal, NO_EVIDENCE, NO_SUMMARY)
        + "Error fetching %s: %s".formatted(url, cause.getMessage());
  }

  private static String frame(String url, String goal, String evidence, String summary) {
    return "The useful information in %s for user goal %s as follows: \n\nEvidence in page: \n%s\n\nSummary: \n%s\n\n"
        .formatted(url, goal, evidence, summary);
  }
}
