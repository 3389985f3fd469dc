package dev.quarry.runner.budget;

import dev.quarry.core.budget.Ledger;
import dev.quarry.core.budget.Reserve;
import dev.quarry.core.budget.Spending;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Usage;
import dev.quarry.runner.engine.Allowance;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The allowance of one rollout, by the ledger. One transaction a model call where budgets are over
 * its tenant, none otherwise: what the call before came to is counted together with reserving the
 * next. Counted is what steps say; what a call has used whose step is not written yet stays
 * reserved.
 */
public final class RolloutAllowance implements Allowance {
  private final Ledger ledger;
  private final Ledger.Holder holder;
  private final Terms terms;

  private boolean begun;
  private Spending counted = Spending.NONE;

  /** For the model call of the round. */
  private Reserve call = Reserve.NONE;

  /** For the final answer. What an earlier holder has left is kept for it as well. */
  private Reserve kept = Reserve.ALL;

  /** For models that tools ask: most of what they may use, or what they have used. */
  private Reserve tools = Reserve.NONE;

  /**
   * What is reserved.
   *
   * @param price of the agent's tokens
   * @param replyTokens most tokens of one reply
   * @param synthesisTokens held back for the final answer, beside a prompt and a reply
   */
  public record Terms(Price price, long replyTokens, long synthesisTokens) {}

  public RolloutAllowance(Ledger ledger, Ledger.Holder holder, Terms terms) {
    this.ledger = ledger;
    this.holder = holder;
    this.terms = terms;
  }

  @Override
  public synchronized Optional<Step.LimitHit> take(
      Usage soFar, long workedMillis, IntSupplier promptTokens) throws LeaseLostException {
    if (!ledger.limits(holder.tenantId())) {
      return Optional.empty();
    }
    int prompt = promptTokens.getAsInt();
    Reserve next = most(terms.price(), prompt);
    Reserve forTheEnd = most(terms.price(), prompt + terms.synthesisTokens());
    Spending spent = spending(soFar, workedMillis);
    Optional<Step.LimitHit> hit =
        ledger.reserve(holder, new Ledger.Claim(spent, next.plus(forTheEnd), kept, false));
    recorded(spent);
    if (hit.isEmpty()) {
      call = next;
      kept = forTheEnd;
    }
    return hit;
  }

  @Override
  public synchronized Optional<Step.LimitHit> takeLast(
      Usage soFar, long workedMillis, IntSupplier promptTokens) throws LeaseLostException {
    if (!ledger.limits(holder.tenantId())) {
      return Optional.empty();
    }
    Reserve next = most(terms.price(), promptTokens.getAsInt());
    Spending spent = spending(soFar, workedMillis);
    Optional<Step.LimitHit> hit =
        ledger.reserve(holder, new Ledger.Claim(spent, next, Reserve.NONE, true));
    recorded(spent);
    return hit;
  }

  private void recorded(Spending spent) {
    begun = true;
    counted = spent;
    call = Reserve.NONE;
    tools = Reserve.NONE;
  }

  /**
   * Before a tool asks a model.
   *
   * @param most what that may use
   */
  synchronized Optional<Step.LimitHit> takeForTool(Reserve most) throws LeaseLostException {
    if (!begun || !ledger.limits(holder.tenantId())) {
      return Optional.empty();
    }
    Reserve present = call.plus(kept).plus(tools);
    Optional<Step.LimitHit> hit =
        ledger.reserve(holder, new Ledger.Claim(counted, present.plus(most), present, true));
    if (hit.isEmpty()) {
      tools = tools.plus(most);
    }
    return hit;
  }

  /** After it: the step that says so is not written yet. */
  synchronized void usedByTool(Reserve most, TokenUsage used) {
    if (begun) {
      tools = tools.minus(most).plus(new Reserve(used.total(), used.micros()));
    }
  }

  /**
   * @return what a call may use at most
   */
  Reserve most(Price price, long promptTokens) {
    return new Reserve(
        promptTokens + terms.replyTokens(), price.of(promptTokens, terms.replyTokens()));
  }

  private static Spending spending(Usage soFar, long workedMillis) {
    return new Spending(
        soFar.tokens().total(), soFar.tokens().micros(), soFar.toolCalls(), workedMillis);
  }
}
