package dev.quarry.runner.budget;

import dev.quarry.core.budget.Ledger;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Price;

/** Makes the allowance of a rollout. */
public final class Allowances {
  private final Ledger ledger;
  private final int replyTokens;
  private final int synthesisTokens;

  /**
   * @param replyTokens reserved for a reply where the sampling has no cap
   * @param synthesisTokens held back for the final answer, beside a prompt and a reply
   */
  public Allowances(Ledger ledger, int replyTokens, int synthesisTokens) {
    this.ledger = ledger;
    this.replyTokens = replyTokens;
    this.synthesisTokens = synthesisTokens;
  }

  /**
   * @param price of the agent's tokens
   */
  public RolloutAllowance of(Ledger.Holder holder, Brief brief, Price price) {
    Integer cap = brief.sampling().maxTokens();
    return new RolloutAllowance(
        ledger,
        holder,
        new RolloutAllowance.Terms(price, cap == null ? replyTokens : cap, synthesisTokens));
  }
}
