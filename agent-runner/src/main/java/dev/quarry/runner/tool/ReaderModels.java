package dev.quarry.runner.tool;

import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.TokenCounter;

/**
 * The model that tools of a job may use.
 *
 * @param profile its name
 */
public record ReaderModels(String profile, ChatModel chat, TokenCounter tokens) {
  /** For one call. */
  ReaderModel model(Redaction redaction) {
    return new ReaderModel(profile, chat, tokens, redaction::of);
  }
}
