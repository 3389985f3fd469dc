package dev.quarry.core.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.budget.Ledger.Claim;
import dev.quarry.core.budget.Ledger.Holder;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerIT {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private TestDatabase database;
  private LedgerStore ledger;
  private UUID tenant;

  @BeforeEach
  void begin() {
    database = TestDatabase.create();
    ledger = new LedgerStore(database.as(Role.RUNNER), database.as(Role.SCHEDULER), 100);
    tenant = database.tenant("sample");
  }

  private void budget(String scope, UUID owner, String period, String limits) {
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate(
                    "insert into budget (tenant_id, scope, owner_id, period, starts, "
                        + limits.replaceAll("=\\d+", "")
                        + ") values ('%s', '%s', '%s', '%s', budget_starts('%s'), "
                            .formatted(tenant, scope, owner, period, period)
                        + limits.replaceAll("\\w+=", "")
                        + ")");
              }
            });
  }

  private Lease lease() {
    database.job(tenant, 0);
    return new ClaimStore(
            database.as(Role.SCHEDULER),
            new ClaimStore.Holder("r", "test"),
            LEASE,
            VirtualTime.STANDARD)
        .claim()
        .orElseThrow();
  }

  private static Holder holder(Lease lease) {
    return new Holder(lease.tenantId(), lease.jobId(), lease.rolloutId(), lease.epoch());
  }

  private static Claim claim(long spent, long wanted, long otherwise) {
    return new Claim(
        new Spending(spent, 0, 0, 0), new Reserve(wanted, 0), new Reserve(otherwise, 0), false);
  }

  private static Claim last(long spent, long wanted) {
    return new Claim(new Spending(spent, 0, 0, 0), new Reserve(wanted, 0), Reserve.NONE, true);
  }

  /** Used and reserved tokens of a budget. */
  private String tokens() {
    return new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var statement = tx.createStatement();
                  var row =
                      statement.executeQuery(
                          "select used_tokens || ' used, ' || reserved_tokens || ' reserved'"
                              + " from budget order by scope, period")) {
                row.next();
                return row.getString(1);
              }
            });
  }

  private static RolloutEnd end(long tokens) {
    return new RolloutEnd(
        JobState.SUCCEEDED,
        Termination.ANSWER,
        "a",
        null,
        null,
        new RolloutUse(List.of(new RolloutUse.Line("model", "m", 1, tokens, 0, 0)), 5));
  }

  @Test
  void reservingCountsWhatWasUsedAndTakesWhatIsWanted() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=1000");
    Holder holder = holder(lease());

    // When, Then
    assertThat(ledger.reserve(holder, claim(0, 600, 0))).isEmpty();
    assertThat(tokens()).isEqualTo("0 used, 600 reserved");
    assertThat(ledger.reserve(holder, claim(250, 700, 300))).isEmpty();
    assertThat(tokens()).isEqualTo("250 used, 700 reserved");
  }

  @Test
  void whatDoesNotFitIsRefusedByNameAndTheAnswersShareStays() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=1000");
    Holder holder = holder(lease());
    ledger.reserve(holder, claim(0, 700, 0));

    // When
    Optional<Step.LimitHit> hit = ledger.reserve(holder, claim(400, 800, 350));

    // Then
    assertThat(hit.orElseThrow().limit()).isEqualTo(Limit.TENANT_TOKENS);
    assertThat(hit.get().detail())
        .startsWith("the budget of the tenant for the day: ")
        .contains(
            ": 400 of 1,000 tokens are used or reserved, and what comes next may take 800; it"
                + " renews on ");
    assertThat(tokens()).isEqualTo("400 used, 350 reserved");
    // And nobody else takes it, but the rollout may use it
    assertThat(ledger.reserve(holder(lease()), claim(0, 300, 0))).isPresent();
    assertThat(ledger.reserve(holder, last(400, 350))).isEmpty();
    assertThat(ledger.reserve(holder, last(740, 400))).isPresent();
  }

  @Test
  void nothingIsTakenOfOneBudgetWhenAnotherRefuses() throws Exception {
    // Given
    budget("operator", tenant, "month", "max_tokens=1000");
    budget("tenant", tenant, "day", "max_tokens=100");
    Holder holder = holder(lease());

    // When, Then
    assertThat(ledger.reserve(holder, claim(0, 101, 0)).orElseThrow().detail())
        .startsWith("the budget of the tenant for the day");
    assertThat(tokens()).isEqualTo("0 used, 0 reserved");
    assertThat(ledger.reserve(holder, claim(0, 100, 0))).isEmpty();
    assertThat(tokens()).isEqualTo("0 used, 100 reserved");
  }

  @Test
  void limitThatHasRoomIsNotBlamed() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=1000, max_micros=100");
    Holder holder = holder(lease());
    ledger.reserve(holder, new Claim(Spending.NONE, new Reserve(400, 40), Reserve.NONE, false));

    // When 900 tokens and 130 micro-units would be used or reserved
    Optional<Step.LimitHit> hit =
        ledger.reserve(
            holder,
            new Claim(new Spending(400, 40, 0, 0), new Reserve(500, 90), Reserve.NONE, false));

    // Then
    assertThat(hit.orElseThrow().limit()).isEqualTo(Limit.TENANT_MONEY);
    assertThat(hit.get().detail()).contains(": 40 of 100 millionths of the currency are used");
  }

  @Test
  void moneyToolCallsAndTimeAreLimitsToo() throws Exception {
    budget("tenant", tenant, "total", "max_micros=100, max_tool_calls=3, max_millis=5000");
    Holder holder = holder(lease());
    Reserve money = new Reserve(1_000_000, 60);

    assertThat(
            ledger.reserve(
                holder, new Claim(new Spending(0, 30, 2, 4999), money, Reserve.NONE, false)))
        .isEmpty();
    assertThat(limit(holder, new Spending(0, 50, 2, 4999), money)).isEqualTo(Limit.TENANT_MONEY);
    assertThat(limit(holder, new Spending(0, 30, 3, 4999), money))
        .isEqualTo(Limit.TENANT_TOOL_CALLS);
    assertThat(limit(holder, new Spending(0, 30, 2, 5000), money)).isEqualTo(Limit.TENANT_TIME);
    assertThat(
            ledger.reserve(
                holder, new Claim(new Spending(0, 30, 3, 5000), money, Reserve.NONE, true)))
        .as("time and tool calls do not stand before the answer")
        .isEmpty();
  }

  private Limit limit(Holder holder, Spending spent, Reserve wanted) throws LeaseLostException {
    return ledger
        .reserve(holder, new Claim(spent, wanted, Reserve.NONE, false))
        .orElseThrow()
        .limit();
  }

  @Test
  void whatWasUsedInAnEarlierPeriodIsNoMatter() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=1000");
    Holder holder = holder(lease());
    ledger.reserve(holder, claim(0, 700, 0));
    ledger.reserve(holder, claim(700, 200, 0));
    assertThat(ledger.reserve(holder, claim(700, 301, 200))).isPresent();
    database.run(Role.OWNER, "alter table budget no force row level security");
    database.run(Role.OWNER, "update budget set starts = starts - 1");
    database.run(Role.OWNER, "alter table budget force row level security");

    // When, Then
    assertThat(ledger.reserve(holder, claim(710, 900, 200))).isEmpty();
    assertThat(tokens()).isEqualTo("10 used, 900 reserved");
  }

  @Test
  void killedHolderIsCountedOnceByTheNextOne() throws Exception {
    // Given one that had a call under way: of 300 tokens the step is there, of the rest it is not
    budget("tenant", tenant, "day", "max_tokens=10000");
    Lease first = lease();
    ledger.reserve(holder(first), claim(0, 1000, 0));
    ledger.reserve(holder(first), claim(300, 1000, 0));
    database.run(Role.SCHEDULER, "update rollout set lease_until = now() - interval '1 second'");

    // When
    Lease second =
        new ClaimStore(
                database.as(Role.SCHEDULER),
                new ClaimStore.Holder("s", "test"),
                LEASE,
                VirtualTime.STANDARD)
            .claim()
            .orElseThrow();
    ledger.reserve(holder(second), claim(300, 800, 0));

    // Then
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(tokens()).isEqualTo("300 used, 800 reserved");
    assertThatThrownBy(() -> ledger.reserve(holder(first), claim(300, 5000, 0)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(tokens()).isEqualTo("300 used, 800 reserved");
    new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD).end(second, end(1100));
    assertThat(tokens()).isEqualTo("1100 used, 0 reserved");
  }

  @Test
  void sweepGivesBackWhatNobodyWorksOnAndNothingElse() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=10000");
    Lease lost = lease();
    ledger.reserve(holder(lost), claim(50, 1000, 0));
    database.run(Role.SCHEDULER, "update rollout set lease_until = now() - interval '1 second'");
    assertThat(tokens()).isEqualTo("50 used, 1000 reserved");

    // When, Then
    assertThat(ledger.sweep()).isEqualTo(1);
    assertThat(tokens()).isEqualTo("50 used, 0 reserved");
    assertThat(ledger.sweep()).isZero();
    ledger.reserve(holder(lost), claim(60, 700, 0));
    database.run(Role.SCHEDULER, "update rollout set lease_until = now() + interval '1 hour'");
    assertThat(ledger.sweep()).as("somebody works on it").isZero();
    assertThat(tokens()).isEqualTo("60 used, 700 reserved");
  }

  @Test
  void jobThatIsGoneLeavesNothingReserved() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=10000");
    Lease lease = lease();
    ledger.reserve(holder(lease), claim(50, 1000, 0));
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate("delete from job");
              }
            });

    // When, Then
    assertThat(ledger.sweep()).isEqualTo(1);
    assertThat(tokens()).isEqualTo("50 used, 0 reserved");
    assertThat(ledger.sweep()).isZero();
  }

  @Test
  void leavingTheSlotCountsAndGivesBack() throws Exception {
    // Given
    budget("tenant", tenant, "day", "max_tokens=10000");
    Lease lease = lease();
    ledger.reserve(holder(lease), claim(50, 1000, 0));
    RolloutStore rollouts = new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD);

    // When, Then
    rollouts.account(lease, end(80).use());
    assertThat(tokens()).isEqualTo("80 used, 0 reserved");
    rollouts.account(lease, end(80).use());
    assertThat(tokens()).isEqualTo("80 used, 0 reserved");
    ledger.reserve(holder(lease), claim(80, 500, 0));
    rollouts.end(lease, end(200));
    assertThat(tokens()).isEqualTo("200 used, 0 reserved");
  }

  @Test
  void tenantsWithBudgetsAreKnownAcrossTenants() {
    UUID free = database.tenant("free");
    budget("tenant", tenant, "day", "max_tokens=1");

    ledger.refresh();

    assertThat(ledger.limits(tenant)).isTrue();
    assertThat(ledger.limits(free)).isFalse();
  }

  /** Fifty jobs at once, each call using up to all that was reserved for it. */
  @Test
  void fiftyJobsAtOnceStayWithinTheBudget() throws Exception {
    // Given
    long budget = 200_000;
    int call = 1_000;
    budget("operator", tenant, "month", "max_tokens=" + budget);
    budget("tenant", tenant, "day", "max_tokens=" + (budget + 50_000));
    List<Lease> leases = Stream.generate(this::lease).limit(50).toList();
    AtomicLong used = new AtomicLong();
    AtomicLong inVain = new AtomicLong();

    // When
    List<Callable<Void>> jobs = new ArrayList<>();
    for (Lease lease : leases) {
      jobs.add(
          () -> {
            Random random = new Random(lease.rolloutId().getLeastSignificantBits());
            long spent = 0;
            while (ledger
                .reserve(holder(lease), claim(spent, 2 * call, spent == 0 ? 0 : call))
                .isEmpty()) {
              spent += 1 + random.nextInt(call);
            }
            if (ledger.reserve(holder(lease), last(spent, call)).isEmpty()) {
              spent += 1 + random.nextInt(call);
            } else if (spent > 0) {
              inVain.incrementAndGet();
            }
            used.addAndGet(spent);
            new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD).end(lease, end(spent));
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<Void> job : threads.invokeAll(jobs)) {
        job.get();
      }
    }

    // Then
    assertThat(used.get()).isBetween(budget - 50L * 2 * call, budget);
    assertThat(tokens()).isEqualTo(used.get() + " used, 0 reserved");
    assertThat(inVain.get()).as("jobs that searched and could not answer").isZero();
  }

  @Test
  void tenantWithoutBudgetsHasNothingInTheLedger() throws SQLException, LeaseLostException {
    Lease lease = lease();

    new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD).end(lease, end(10));

    int held =
        new TenantTx(database.as(Role.API))
            .call(
                tenant,
                tx -> {
                  try (var statement = tx.createStatement();
                      var row = statement.executeQuery("select count(*) from budget_hold")) {
                    row.next();
                    return row.getInt(1);
                  }
                });
    assertThat(held).isZero();
  }
}
