package dev.quarry.runner.mode;

import dev.quarry.core.trajectory.Dialogue;
import dev.quarry.core.trajectory.Exchange;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.protocol.Tags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What the user was asked and said, as it stands in prompts: each text in a block that it cannot
 * leave, and nothing at all where nothing was said.
 */
final class UserWords {
  private static final PromptTemplate MESSAGE = PromptTemplate.load("react-message");
  private static final PromptTemplate MESSAGES = PromptTemplate.load("messages");
  private static final String SETTLED = "# Settled with the user before the search";
  private static final String LEFT_OUT = "(Earlier messages are left out.)";

  /** Of the room for all that was said, the share of each text that was settled before. */
  private static final int SETTLED_SHARE = 6;

  private UserWords() {}

  /**
   * @return a message at its place in a history
   */
  static String message(Step.InputReceived said) {
    return MESSAGE.fill(Map.of("message", said(said)));
  }

  /**
   * @return the question of a history, with what was settled about it
   */
  static String question(String question, Dialogue dialogue) {
    String settled = settled(dialogue, UnaryOperator.identity());
    return settled.isEmpty() ? question : question + "\n\n" + settled;
  }

  /**
   * @param maxTokens of all sections together: of messages the latest are kept, so that the last
   *     one always stands there
   * @return the sections of a workspace with all that was settled and said so far
   */
  static String sections(Dialogue dialogue, TokenCounter tokens, int maxTokens) {
    String settled = settled(dialogue, text -> tokens.truncate(text, maxTokens / SETTLED_SHARE));
    int left = maxTokens - tokens.count(settled);
    Deque<String> kept = new ArrayDeque<>();
    for (Step.InputReceived message : dialogue.messages().reversed()) {
      String block = said(message);
      int size = tokens.count(block);
      if (size > left && !kept.isEmpty()) {
        kept.addFirst(LEFT_OUT);
        break;
      }
      kept.addFirst(
          size > left
              ? Tags.block(Tags.USER_MESSAGE, tokens.truncate(message.message(), left))
              : block);
      left -= size;
    }
    return section(settled) + messages(List.copyOf(kept));
  }

  /**
   * @return the sections of a prompt from before the search, drafts that were refused among them
   */
  static String soFar(Dialogue dialogue) {
    var lines = new ArrayList<String>();
    for (Exchange exchange : dialogue.exchanges(Preliminary.PLAN)) {
      lines.add("You drafted this plan:");
      lines.add(Tags.block(Tags.USER_PLAN, exchange.request().message()));
      exchange
          .answer()
          .ifPresent(
              answer -> {
                lines.add("The user did not approve it, and wants this instead:");
                lines.add(said(answer));
              });
    }
    return section(headed(clarified(dialogue, UnaryOperator.identity())))
        + section(lines.isEmpty() ? "" : "# Earlier drafts\n" + String.join("\n", lines))
        + messages(dialogue.messages().stream().map(UserWords::said).toList());
  }

  private static String settled(Dialogue dialogue, UnaryOperator<String> cut) {
    var lines = new ArrayList<>(clarified(dialogue, cut));
    List<Exchange> plans = dialogue.exchanges(Preliminary.PLAN);
    if (!plans.isEmpty()) {
      Exchange last = plans.getLast();
      boolean approved = last.answer().map(Step.InputReceived::approved).orElse(false);
      lines.add(
          approved
              ? "The user approved this plan; follow it, and depart from it only where the sources"
                  + " call for it:"
              : "The user was shown this plan and did not approve it; follow it as far as the user's"
                  + " remark allows:");
      lines.add(Tags.block(Tags.USER_PLAN, cut.apply(last.request().message())));
      last.answer()
          .map(Step.InputReceived::message)
          .filter(remark -> !remark.isBlank())
          .ifPresent(
              remark -> {
                lines.add("The user's remark:");
                lines.add(Tags.block(Tags.USER_MESSAGE, cut.apply(remark)));
              });
    }
    return headed(lines);
  }

  private static List<String> clarified(Dialogue dialogue, UnaryOperator<String> cut) {
    var lines = new ArrayList<String>();
    for (Exchange exchange : dialogue.exchanges(Preliminary.CLARIFICATION)) {
      lines.add("You asked the user what the question means:");
      lines.add(Tags.block(Tags.ASKED_USER, cut.apply(exchange.request().message())));
      exchange
          .answer()
          .ifPresent(
              answer -> {
                lines.add("The user answered:");
                lines.add(Tags.block(Tags.USER_MESSAGE, cut.apply(answer.message())));
              });
    }
    return lines;
  }

  private static String headed(List<String> lines) {
    return lines.isEmpty() ? "" : SETTLED + "\n" + String.join("\n", lines);
  }

  private static String messages(List<String> blocks) {
    return blocks.isEmpty()
        ? ""
        : section(MESSAGES.fill(Map.of("messages", String.join("\n", blocks))));
  }

  private static String section(String text) {
    return text.isEmpty() ? "" : "\n" + text + "\n";
  }

  private static String said(Step.InputReceived message) {
    return Tags.block(Tags.USER_MESSAGE, message.message());
  }
}
