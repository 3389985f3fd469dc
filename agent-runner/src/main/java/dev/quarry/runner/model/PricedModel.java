package dev.quarry.runner.model;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Price;
import java.util.function.Consumer;

/** A model whose replies say what they cost. */
final class PricedModel implements ChatModel {
  private final ChatModel model;
  private final Price price;

  PricedModel(ChatModel model, Price price) {
    this.model = model;
    this.price = price;
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
    return priced(model.ask(prompt, stickyKey));
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey, Consumer<String> told)
      throws InterruptedException {
    return priced(model.ask(prompt, stickyKey, told));
  }

  private ModelOutcome priced(ModelOutcome outcome) {
    return switch (outcome) {
      case ModelOutcome.Reply(ModelReply reply) ->
          new ModelOutcome.Reply(reply.withUsage(price.priced(reply.usage())));
      case ModelOutcome.Failure failure -> failure;
    };
  }
}
