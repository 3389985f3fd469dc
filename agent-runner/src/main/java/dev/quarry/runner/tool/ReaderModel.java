package dev.quarry.runner.tool;

import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ToolException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A model for the use of tools; adds up what one call spends. */
final class ReaderModel implements ModelAccess {
  private final String name;
  private final ChatModel model;
  private final TokenCounter tokens;
  private final UnaryOperator<String> redaction;
  private final AtomicReference<TokenUsage> spent = new AtomicReference<>(TokenUsage.NONE);

  /**
   * @param redaction takes out of prompts what the model must not be told
   */
  ReaderModel(String name, ChatModel model, TokenCounter tokens, UnaryOperator<String> redaction) {
    this.name = name;
    this.model = model;
    this.tokens = tokens;
    this.redaction = redaction;
  }

  TokenUsage spent() {
    return spent.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String complete(String prompt, double temperature) throws InterruptedException {
    var request =
        new Prompt(
            List.of(new Message.User(redaction.apply(prompt))),
            List.of(),
            new Sampling(temperature, null, null, null, List.of(), false));
    return switch (askAsHost(request)) {
      case ModelOutcome.Reply reply -> {
        spent.accumulateAndGet(reply.reply().usage(), TokenUsage::plus);
        yield reply.reply().content();
      }
      case ModelOutcome.Failure failure ->
          throw new ToolException(
              code(failure.code()),
              failure.message(),
              Optional.ofNullable(failure.retryAfter()),
              null);
    };
  }

  /** Calls come on threads of plugins, whose context loader does not see the host's libraries. */
  private ModelOutcome askAsHost(Prompt request) throws InterruptedException {
    Thread thread = Thread.currentThread();
    ClassLoader ofThePlugin = thread.getContextClassLoader();
    thread.setContextClassLoader(ReaderModel.class.getClassLoader());
    try {
      return model.ask(request, name);
    } finally {
      thread.setContextClassLoader(ofThePlugin);
    }
  }

  @Override
  public String truncate(String text, int maxTokens) {
    return tokens.truncate(text, maxTokens);
  }

  private static FailureCode code(ModelFailureCode code) {
    return switch (code) {
      case RATE_LIMITED -> FailureCode.RATE_LIMITED;
      case TIMEOUT -> FailureCode.TIMEOUT;
      case TOO_LONG -> FailureCode.TOO_LARGE;
      case UNAUTHORIZED -> FailureCode.NOT_CONFIGURED;
      case UNREACHABLE, SERVER_ERROR, BAD_ANSWER, EMPTY, REFUSED -> FailureCode.UPSTREAM;
    };
  }
}
