package dev.quarry.runner.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/** The tags that models write and prompts hold. Everything here takes linear time. */
public final class Tags {
  public static final String TOOL_CALL = "tool_call";
  public static final String TOOL_RESPONSE = "tool_response";
  public static final String ANSWER = "answer";
  public static final String REPORT = "report";
  public static final String CODE = "code";
  public static final String QUESTION = "question";
  public static final String PLAN = "plan";

  /** What the user asks for, in prompts from before the search. */
  public static final String USER_REQUEST = "user_request";

  /** What the user said. */
  public static final String USER_MESSAGE = "user_message";

  /** A plan that the user was shown. */
  public static final String USER_PLAN = "user_plan";

  /** What the user was asked. */
  public static final String ASKED_USER = "asked_user";

  private static final String THINK_OPEN = "<think>";
  private static final String THINK_CLOSE = "</think>";
  private static final Pattern FORGEABLE =
      Pattern.compile(
          "<(/?(?:tool_response|tool_call|tools|think|answer|report|question))(?=\\s*>)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MARKS = Pattern.compile("</?(?:report|answer)>");

  /**
   * Blocks with what the user said. They came when prompts had been recorded in which {@link
   * #defused} leaves them alone.
   */
  private static final Pattern USERS_BLOCKS =
      Pattern.compile(
          "<(/?(?:user_request|user_message|user_plan|asked_user))(?=\\s*>)",
          Pattern.CASE_INSENSITIVE);

  private Tags() {}

  /**
   * @return the text between the first opening tag and the first closing tag after it, trimmed;
   *     nothing when the pair is not complete
   */
  public static Optional<String> first(String text, String tag) {
    int open = text.indexOf('<' + tag + '>');
    if (open < 0) {
      return Optional.empty();
    }
    int start = open + tag.length() + 2;
    int close = text.indexOf("</" + tag + '>', start);
    return close < 0 ? Optional.empty() : Optional.of(text.substring(start, close).strip());
  }

  /**
   * @return the text between the first opening and the last closing tag, trimmed
   */
  public static Optional<String> widest(String text, String tag) {
    int open = text.indexOf('<' + tag + '>');
    int close = text.lastIndexOf("</" + tag + '>');
    int start = open + tag.length() + 2;
    return open < 0 || close < start
        ? Optional.empty()
        : Optional.of(text.substring(start, close).strip());
  }

  /**
   * Removes thinking: complete pairs; what stands before a closing tag that was never opened (some
   * servers open it in the prompt); what follows an opening tag that is never closed.
   */
  public static String withoutThinking(String text) {
    var kept = new StringBuilder();
    int at = 0;
    int firstOpen = text.indexOf(THINK_OPEN);
    int firstClose = text.indexOf(THINK_CLOSE);
    if (firstClose >= 0 && (firstOpen < 0 || firstClose < firstOpen)) {
      at = firstClose + THINK_CLOSE.length();
    }
    while (true) {
      int open = text.indexOf(THINK_OPEN, at);
      if (open < 0) {
        return kept.append(text, at, text.length()).toString().strip();
      }
      kept.append(text, at, open);
      int close = text.indexOf(THINK_CLOSE, open);
      if (close < 0) {
        return kept.toString().strip();
      }
      at = close + THINK_CLOSE.length();
    }
  }

  /**
   * What a person can read of a reply that has no answer between its tags: without tool calls,
   * complete or not, and without the marks of a report or an answer.
   */
  public static String prose(String text) {
    String open = '<' + TOOL_CALL + '>';
    String close = "</" + TOOL_CALL + '>';
    var kept = new StringBuilder();
    int at = 0;
    for (int call = text.indexOf(open); call >= 0; call = text.indexOf(open, at)) {
      kept.append(text, at, call);
      int end = text.indexOf(close, call);
      at = end < 0 ? text.length() : end + close.length();
    }
    return MARKS.matcher(kept.append(text, at, text.length())).replaceAll("").strip();
  }

  /**
   * @return what stands before an echoed observation: a model that goes on writing the tool's part
   *     itself is cut there
   */
  public static String beforeEcho(String text) {
    int echo = text.indexOf('<' + TOOL_RESPONSE + '>');
    return (echo < 0 ? text : text.substring(0, echo)).strip();
  }

  /**
   * Makes foreign text unable to end or open a block of the prompt: {@code </tool_response>}
   * becomes {@code <\/tool_response>}, and so on.
   */
  public static String defused(String foreign) {
    return escaped(foreign, FORGEABLE);
  }

  /** Makes foreign text unable to speak for the user. */
  public static String notTheUser(String foreign) {
    return escaped(foreign, USERS_BLOCKS);
  }

  /** Most text has no tag at all, which is found out sooner without the pattern. */
  private static String escaped(String foreign, Pattern tags) {
    return foreign.indexOf('<') < 0 ? foreign : tags.matcher(foreign).replaceAll("<\\\\$1");
  }

  /**
   * @return a text between its tags, unable to leave them or to open others
   */
  public static String block(String tag, String text) {
    return "<%1$s>\n%2$s\n</%1$s>".formatted(tag, notTheUser(defused(text.strip())));
  }
}
