package dev.quarry.runner.budget;

import dev.quarry.core.budget.Reserve;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.PromptTokens;
import dev.quarry.runner.model.TokenCounter;
import java.util.Optional;

/** A model for the use of tools, asked only as far as budgets go. */
public final class MeteredModel implements ChatModel {
  private final ChatModel model;
  private final Price price;
  private final TokenCounter tokens;
  private final RolloutAllowance allowance;

  public MeteredModel(
      ChatModel model, Price price, TokenCounter tokens, RolloutAllowance allowance) {
    this.model = model;
    this.price = price;
    this.tokens = tokens;
    this.allowance = allowance;
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
    Reserve most = allowance.most(price, PromptTokens.count(prompt, tokens));
    try {
      Optional<Step.LimitHit> hit = allowance.takeForTool(most);
      if (hit.isPresent()) {
        return refused(hit.get().detail());
      }
    } catch (LeaseLostException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    TokenUsage used = TokenUsage.NONE;
    try {
      ModelOutcome outcome = model.ask(prompt, stickyKey);
      if (outcome instanceof ModelOutcome.Reply(var reply)) {
        used = reply.usage();
      }
      return outcome;
    } finally {
      allowance.usedByTool(most, used);
    }
  }

  private static ModelOutcome refused(String why) {
    return new ModelOutcome.Failure(ModelFailureCode.REFUSED, why, null);
  }
}
