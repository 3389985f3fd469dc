package dev.quarry.runner.model;

import dev.quarry.core.trajectory.NativeCall;

/** The size of a whole prompt. */
public final class PromptTokens {
  /** Role and separators of a message in the ChatML template. */
  static final int PER_MESSAGE = 5;

  private PromptTokens() {}

  /**
   * @return tokens of all messages and tools, an estimate of what a provider will report
   */
  public static long count(Prompt prompt, TokenCounter counter) {
    long total = 0;
    for (Message message : prompt.messages()) {
      total += PER_MESSAGE + counter.count(message.content());
      if (message instanceof Message.Assistant assistant) {
        for (NativeCall call : assistant.calls()) {
          total += counter.count(call.name());
          total += counter.count(call.arguments());
        }
      }
    }
    for (ToolDefinition tool : prompt.tools()) {
      total += counter.count(tool.name());
      total += counter.count(tool.description());
      total += counter.count(tool.schemaJson());
    }
    return total;
  }
}
