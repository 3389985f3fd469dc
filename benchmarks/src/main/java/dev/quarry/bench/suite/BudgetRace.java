package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.ScratchDatabase;
import dev.quarry.core.budget.Ledger;
import dev.quarry.core.budget.LedgerStore;
import dev.quarry.core.budget.Reserve;
import dev.quarry.core.budget.Spending;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fifty jobs at once against one budget, each of whose calls uses all that it may: how far the
 * budget is exceeded by the platform's ledger, and where each looks before it uses.
 */
final class BudgetRace {
  private static final int JOBS = 50;
  private static final long CALL_TOKENS = 10_000;

  /** Some calls of each, and not a whole number of them. */
  private static final long LIMIT = 5 * JOBS * CALL_TOKENS + CALL_TOKENS / 3;

  private BudgetRace() {}

  /** What is asked before a call and told after it. */
  private interface Books {
    boolean room(Ledger.Holder holder, long spent) throws LeaseLostException;

    void used(Ledger.Holder holder);
  }

  static List<Figure> run(Effort effort, ScratchDatabase database)
      throws SQLException, InterruptedException {
    effort.say("%d jobs use up one budget".formatted(JOBS));
    double reserving = overshoot(database, "reserving", new Reserving(database));
    double looking = overshoot(database, "looking", new Looking(database));
    return List.of(
        Figure.number(
            "B6b.budget",
            "budget exceeded by, in longest calls, %d jobs at once".formatted(JOBS),
            Spread.one(reserving),
            new Target.AtMost(1)),
        Figure.number(
            "B6b.looking",
            "the same where each looks and then uses",
            Spread.one(looking),
            new Target.None()));
  }

  /** The platform's own: what may be used is taken out beforehand. */
  private record Reserving(LedgerStore ledger) implements Books {
    Reserving(ScratchDatabase database) {
      this(new LedgerStore(database.as(Role.RUNNER), database.as(Role.SCHEDULER), JOBS));
    }

    @Override
    public boolean room(Ledger.Holder holder, long spent) throws LeaseLostException {
      var claim =
          new Ledger.Claim(
              new Spending(spent, 0, 0, 0), new Reserve(CALL_TOKENS, 0), Reserve.NONE, false);
      return ledger.reserve(holder, claim).isEmpty();
    }

    @Override
    public void used(Ledger.Holder holder) {
      // It is told with the next question.
    }
  }

  /** What it is compared with. */
  private record Looking(TenantTx tenants) implements Books {
    Looking(ScratchDatabase database) {
      this(new TenantTx(database.as(Role.RUNNER)));
    }

    @Override
    public boolean room(Ledger.Holder holder, long spent) {
      return tenants.call(
          holder.tenantId(),
          tx -> {
            try (var select = tx.prepareStatement("select used_tokens < max_tokens from budget");
                var row = select.executeQuery()) {
              return row.next() && row.getBoolean(1);
            }
          });
    }

    @Override
    public void used(Ledger.Holder holder) {
      tenants.call(
          holder.tenantId(),
          tx -> {
            try (var update =
                tx.prepareStatement("update budget set used_tokens = used_tokens + ?")) {
              update.setLong(1, CALL_TOKENS);
              return update.executeUpdate();
            }
          });
    }
  }

  /**
   * @return by how many calls the limit was exceeded, as the jobs counted
   */
  private static double overshoot(ScratchDatabase database, String slug, Books books)
      throws SQLException, InterruptedException {
    UUID tenant = database.tenant(slug, 1);
    database.run(
        ("insert into budget (tenant_id, scope, owner_id, period, starts, max_tokens)"
                + " values ('%s', 'tenant', '%s', 'total', '2000-01-01', %d)")
            .formatted(tenant, tenant, LIMIT));
    var jobs = new ArrayList<Callable<Long>>();
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              for (int i = 0; i < JOBS; i++) {
                UUID job = ScratchDatabase.enqueue(tx, tenant, "key");
                var holder = new Ledger.Holder(tenant, job, UUID.randomUUID(), 1);
                jobs.add(() -> spend(books, holder));
              }
              return JOBS;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long spent = 0;
      for (Future<Long> job : threads.invokeAll(jobs)) {
        spent += job.get();
      }
      return Math.max(0, spent - LIMIT) / (double) CALL_TOKENS;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a job has failed", e.getCause());
    }
  }

  private static long spend(Books books, Ledger.Holder holder) throws LeaseLostException {
    long spent = 0;
    while (books.room(holder, spent)) {
      spent += CALL_TOKENS;
      books.used(holder);
    }
    return spent;
  }
}
