package dev.quarry.runner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's answer, taken apart: its text, and the list of sources at its end.
 *
 * @param body without the list
 * @param claims by number, also for marks that the list leaves out
 */
record AnswerText(String body, List<ClaimedCitation> claims) {
  /** Lists longer than this are not a list of sources. */
  private static final int MAX_CLAIMS = 500;

  private static final Pattern HEADING =
      Pattern.compile(
          "(?im)^[ \\t]*(?:#{1,6}[ \\t]*)?(?:\\*\\*)?"
              + "(?:sources?|references?|citations?|quellen|fuentes|参考(?:文献|资料)?|来源)"
              + "(?:\\*\\*)?[ \\t]*:?(?:\\*\\*)?[ \\t]*$");
  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:[-*+]\\s+)?\\[?\\^?(\\d{1,3})[\\].:)]*\\s+(\\S.*)$");
  private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s<>\"“”]+");
  private static final Pattern QUOTE = Pattern.compile("[\"“„«](.+)[\"”“»]");
  private static final Pattern MARK = Pattern.compile("\\[(\\d{1,3})](?!\\()");

  AnswerText {
    claims = List.copyOf(claims);
  }

  static AnswerText of(String answer) {
    int heading = lastHeading(answer);
    String body = heading < 0 ? answer : answer.substring(0, heading);
    Map<Integer, ClaimedCitation> claims = new LinkedHashMap<>();
    if (heading >= 0) {
      answer
          .substring(heading)
          .lines()
          .skip(1)
          .limit(MAX_CLAIMS)
          .forEach(line -> read(line, claims));
    }
    MARK.matcher(body)
        .results()
        .map(m -> Integer.parseInt(m.group(1)))
        .limit(MAX_CLAIMS)
        .forEach(n -> claims.putIfAbsent(n, new ClaimedCitation(n, "", "")));
    var sorted = new ArrayList<>(claims.values());
    sorted.sort(java.util.Comparator.comparingInt(ClaimedCitation::n));
    return new AnswerText(body.strip(), sorted);
  }

  private static int lastHeading(String answer) {
    return HEADING.matcher(answer).results().mapToInt(MatchResult::start).max().orElse(-1);
  }

  private static void read(String line, Map<Integer, ClaimedCitation> claims) {
    Matcher numbered = LINE.matcher(line);
    if (!numbered.matches()) {
      return;
    }
    int n = Integer.parseInt(numbered.group(1));
    String rest = numbered.group(2);
    Matcher url = URL.matcher(rest);
    boolean hasUrl = url.find();
    Matcher quote = QUOTE.matcher(hasUrl ? rest.substring(url.end()) : rest);
    claims.putIfAbsent(
        n,
        new ClaimedCitation(
            n, hasUrl ? trimmed(url.group()) : "", quote.find() ? quote.group(1).strip() : ""));
  }

  /** Without what belongs to the sentence around it. */
  private static String trimmed(String url) {
    int end = url.length();
    while (end > 0 && ".,;:!?'*_]".indexOf(url.charAt(end - 1)) >= 0) {
      end--;
    }
    boolean unbalanced = end > 0 && url.charAt(end - 1) == ')' && url.indexOf('(') < 0;
    return url.substring(0, unbalanced ? end - 1 : end);
  }
}
