package dev.quarry.runner.model.extractive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text of the tool {@code visit}: for each address a frame with the evidence and a
 * summary. Only addresses that were asked for are looked up, each once and in their order, so that
 * a page whose text imitates a frame cannot speak in the name of another page.
 */
final class VisitText {
  private static final String FRAME = "The useful information in ";
  private static final String EVIDENCE = "Evidence in page:";
  private static final String SUMMARY = "\nSummary:";
  private static final String UNREADABLE = "The provided webpage content could not be accessed";

  private VisitText() {}

  /**
   * @return evidence by address; empty evidence when nothing fitted; no entry when it was not read
   */
  static Map<String, String> evidence(String text, List<String> urls) {
    int[] starts = new int[urls.size()];
    int from = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = text.indexOf(FRAME + urls.get(i) + " ", from);
      from = starts[i] >= 0 ? starts[i] + 1 : from;
    }
    Map<String, String> evidence = new LinkedHashMap<>();
    for (int i = 0; i < starts.length; i++) {
      if (starts[i] >= 0) {
        String frame = text.substring(starts[i], end(starts, i, text.length()));
        String body = body(frame);
        if (!body.startsWith(UNREADABLE)) {
          evidence.put(urls.get(i), body);
        }
      }
    }
    return evidence;
  }

  private static int end(int[] starts, int index, int length) {
    for (int i = index + 1; i < starts.length; i++) {
      if (starts[i] >= 0) {
        return starts[i];
      }
    }
    return length;
  }

  private static String body(String frame) {
    int start = frame.indexOf(EVIDENCE);
    if (start < 0) {
      return "";
    }
    int end = frame.lastIndexOf(SUMMARY);
    int from = start + EVIDENCE.length();
    return (end < from ? frame.substring(from) : frame.substring(from, end)).strip();
  }
}
