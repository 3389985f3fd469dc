package dev.quarry.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.budget.Ledger;
import dev.quarry.core.budget.Reserve;
import dev.quarry.core.budget.Spending;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Usage;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RolloutAllowanceTest {
  private static final Ledger.Holder HOLDER =
      new Ledger.Holder(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), 4);
  private static final Step.LimitHit HIT = new Step.LimitHit(Limit.TENANT_TOKENS, "all");

  /** 2 and 4 millionths a token. */
  private static final Price PRICE = new Price(2_000_000, 4_000_000);

  private final List<Ledger.Claim> claims = new ArrayList<>();
  private boolean limited = true;
  private boolean full;

  private final Ledger ledger =
      new Ledger() {
        @Override
        public boolean limits(UUID tenantId) {
          return limited;
        }

        @Override
        public Optional<Step.LimitHit> reserve(Holder holder, Claim claim) {
          assertThat(holder).isEqualTo(HOLDER);
          claims.add(claim);
          return full ? Optional.of(HIT) : Optional.empty();
        }
      };

  private final RolloutAllowance allowance =
      new RolloutAllowance(ledger, HOLDER, new RolloutAllowance.Terms(PRICE, 100, 1_000));

  private static Usage used(long tokens, long micros, int toolCalls) {
    return new Usage(1, 1, toolCalls, new TokenUsage(tokens, 0, true, micros));
  }

  @Test
  void callAndFinalAnswerAreReservedTogetherAndTheCallBeforeIsCounted() throws Exception {
    assertThat(allowance.take(Usage.NONE, 5, () -> 50)).isEmpty();
    assertThat(allowance.take(used(140, 300, 2), 900, () -> 60)).isEmpty();

    // Prompt and reply, and once more with what is held back
    assertThat(claims)
        .containsExactly(
            new Ledger.Claim(
                new Spending(0, 0, 0, 5), new Reserve(1_300, 3_000), Reserve.ALL, false),
            new Ledger.Claim(
                new Spending(140, 300, 2, 900),
                new Reserve(1_320, 3_040),
                new Reserve(1_150, 2_500),
                false));
  }

  @Test
  void finalAnswerIsTakenOutOfWhatWasHeldBack() throws Exception {
    allowance.take(Usage.NONE, 5, () -> 50);
    full = true;
    assertThat(allowance.take(used(140, 300, 2), 900, () -> 60)).contains(HIT);
    full = false;
    assertThat(allowance.takeLast(used(140, 300, 2), 901, () -> 70)).isEmpty();

    assertThat(claims.getLast())
        .isEqualTo(
            new Ledger.Claim(
                new Spending(140, 300, 2, 901), new Reserve(170, 540), Reserve.NONE, true));
  }

  @Test
  void withoutBudgetsTheLedgerIsNotAsked() throws Exception {
    limited = false;

    assertThat(allowance.take(Usage.NONE, 5, () -> 50)).isEmpty();
    assertThat(allowance.takeLast(Usage.NONE, 5, () -> 50)).isEmpty();
    assertThat(allowance.takeForTool(new Reserve(1, 1))).isEmpty();
    assertThat(claims).isEmpty();
  }

  @Test
  void whatToolsUseStaysReservedUntilItsStepIsThere() throws Exception {
    // Given
    allowance.take(Usage.NONE, 5, () -> 50);
    MeteredModel reader =
        new MeteredModel((prompt, key) -> reply(30, 80), PRICE, FakeRollout.TOKENS, allowance);

    // When two pages are read
    reader.ask(page(), "k");
    reader.ask(page(), "k");

    // Then: 10 tokens of prompt and 100 of the reply at first, what it came to afterwards
    assertThat(claims.get(1).wanted()).isEqualTo(new Reserve(1_300 + 110, 3_000 + 420));
    assertThat(claims.get(1).spent()).isEqualTo(new Spending(0, 0, 0, 5));
    assertThat(claims.get(2).wanted()).isEqualTo(new Reserve(1_300 + 30 + 110, 3_000 + 80 + 420));

    // And when the step is there it is counted, not reserved
    allowance.take(used(200, 400, 1), 900, () -> 60);
    assertThat(claims.getLast().wanted()).isEqualTo(new Reserve(1_320, 3_040));
  }

  @Test
  void toolIsToldThatTheBudgetIsUsedUp() throws Exception {
    // Given
    allowance.take(Usage.NONE, 5, () -> 50);
    full = true;
    MeteredModel reader =
        new MeteredModel(
            (prompt, key) -> {
              throw new AssertionError("asked");
            },
            PRICE,
            FakeRollout.TOKENS,
            allowance);

    // Then
    assertThat(reader.ask(page(), "k"))
        .isInstanceOfSatisfying(
            ModelOutcome.Failure.class, f -> assertThat(f.message()).isEqualTo("all"));
  }

  private static Prompt page() {
    return new Prompt(
        List.of(new Message.User("a page, 20 letters..")),
        List.of(),
        new Sampling(0.7, null, null, null, List.of(), false));
  }

  private static ModelOutcome reply(long tokens, long micros) {
    return new ModelOutcome.Reply(
        new ModelReply("c", null, List.of(), "stop", new TokenUsage(tokens, 0, true, micros), "e"));
  }
}
