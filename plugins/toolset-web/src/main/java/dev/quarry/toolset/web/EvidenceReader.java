package dev.quarry.toolset.web;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ToolException;
import java.util.Optional;

/**
 * Has the reader model extract evidence (§2.3 of the facts sheet). A model that chokes on a long
 * page answers with next to nothing: it is asked again with less of the page. A reply that cannot
 * be understood is asked for again. Both are bounded.
 */
final class EvidenceReader {
  /** As upstream. */
  static final double TEMPERATURE = 0.7;

  /** A reply of fewer characters holds no evidence. */
  static final int SHORT_REPLY = 10;

  /** How often the page is cut to {@link #CUT} of its characters after a short reply. */
  static final int CUTS = 3;

  static final double CUT = 0.7;

  /** What is left of the page for the last try after short replies, in characters. */
  static final int LAST_CUT = 25_000;

  private final ModelAccess model;
  private final int pageMaxTokens;
  private final int reasks;

  EvidenceReader(ModelAccess model, int pageMaxTokens, int reasks) {
    this.model = model;
    this.pageMaxTokens = pageMaxTokens;
    this.reasks = reasks;
  }

  /**
   * @throws ToolException {@link FailureCode#UNREADABLE} when no reply could be used; whatever the
   *     model access throws
   */
  Evidence read(String page, String goal) throws InterruptedException {
    String shown = model.truncate(page, pageMaxTokens);
    String reply = model.complete(ReaderPrompt.of(shown, goal), TEMPERATURE);
    for (int cut = 1; cut <= CUTS + 1 && isShort(reply); cut++) {
      shown = beginning(shown, cut <= CUTS ? (int) (shown.length() * CUT) : LAST_CUT);
      reply = model.complete(ReaderPrompt.of(shown, goal), TEMPERATURE);
    }
    if (isShort(reply)) {
      throw new ToolException(
          FailureCode.UNREADABLE,
          "the reader model %s gave next to no reply %d times, even for the first %d characters"
              .formatted(model.name(), CUTS + 2, shown.length()));
    }
    Optional<Evidence> evidence = EvidenceReply.parse(reply);
    for (int reask = 1; reask <= reasks && evidence.isEmpty(); reask++) {
      evidence = EvidenceReply.parse(model.complete(ReaderPrompt.of(shown, goal), TEMPERATURE));
    }
    return evidence.orElseThrow(
        () ->
            new ToolException(
                FailureCode.UNREADABLE,
                "the reader model %s did not reply with a JSON object that has evidence and summary,"
                        .formatted(model.name())
                    + " asked %d times".formatted(reasks + 1)));
  }

  private static boolean isShort(String reply) {
    return reply.strip().length() < SHORT_REPLY;
  }

  private static String beginning(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean halved = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }
}
