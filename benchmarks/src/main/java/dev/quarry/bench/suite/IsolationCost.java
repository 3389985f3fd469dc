package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.Scratch;
import dev.quarry.bench.platform.ScratchDatabase;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * B11. The same reads and the same inserts through the same wrapper, with row-level security and
 * without it: two databases of one server with the same rows, in one of which it is switched off.
 */
final class IsolationCost implements Benchmark {
  private static final int CONNECTIONS = 4;
  private static final int TENANTS = 50;
  private static final int JOBS = 200;

  private static final String TURN_OFF =
      """
      do $$ declare t regclass; begin
        for t in select oid from pg_class where relrowsecurity loop
          execute format('alter table %s disable row level security', t);
        end loop;
      end $$
      """;

  /** A job and the newest of its tenant: what people look at. */
  private static final String ONE = "select spec from job where tenant_id = ? and job_id = ?";

  private static final String NEWEST =
      "select job_id, state, created_at from job where tenant_id = ?"
          + " order by created_at desc, job_id desc limit 20";

  @Override
  public String id() {
    return "B11";
  }

  @Override
  public String name() {
    return "isolation-cost";
  }

  @Override
  public String about() {
    return "reads and inserts a second with row-level security against without";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    Duration time = Duration.ofMillis(effort.pick(3_000, 1_000));
    try (Scratch scratch = Scratch.start(effort.home());
        Side on = Side.in(scratch.database("guarded", CONNECTIONS));
        Side off = Side.in(scratch.database("unguarded", CONNECTIONS))) {
      off.database().run(TURN_OFF);
      on.mustSeeOthers(0);
      off.mustSeeOthers(JOBS);
      effort.say("%d tenants with %d jobs each; warming up".formatted(TENANTS, JOBS));
      for (Side side : List.of(off, on)) {
        side.perSecond(time, side::read);
        side.perSecond(time, side::insert);
      }
      return List.of(
          figure(effort, "reads", time, off, on, Side::read),
          figure(effort, "inserts", time, off, on, Side::insert));
    }
  }

  /** Something that is done with a random tenant. */
  private interface Act {
    void on(Side side);
  }

  private static Figure figure(
      Effort effort, String what, Duration time, Side off, Side on, Act act) throws Exception {
    Pairs pairs =
        Pairs.of(
            Interleaving.run(
                effort.pairs(),
                () -> off.perSecond(time, () -> act.on(off)),
                () -> on.perSecond(time, () -> act.on(on))),
            rate -> rate,
            rate -> rate);
    effort.say("%s with ÷ without: %.3f".formatted(what, pairs.ratios().median()));
    return Figure.ratio(
        "B11." + what,
        what + "/s with row-level security ÷ without",
        pairs,
        new Target.AtLeast(0.85),
        "the same without row-level security");
  }

  /** One job of one tenant. */
  private record Place(UUID tenant, UUID job) {}

  /** A database with its rows. */
  private record Side(ScratchDatabase database, TenantTx tenants, List<Place> places)
      implements AutoCloseable {
    static Side in(ScratchDatabase database) throws SQLException {
      var tenants = new TenantTx(database.as(Role.API));
      var places = new ArrayList<Place>();
      for (int i = 0; i < TENANTS; i++) {
        UUID tenant = database.tenant("tenant-" + i, 1);
        tenants.call(
            tenant,
            tx -> {
              for (int job = 0; job < JOBS; job++) {
                places.add(new Place(tenant, ScratchDatabase.enqueue(tx, tenant, "key")));
              }
              return JOBS;
            });
      }
      database.settle();
      return new Side(database, tenants, List.copyOf(places));
    }

    /** That the two differ in what they are said to differ in, and in nothing else. */
    void mustSeeOthers(int expected) {
      Place first = places.getFirst();
      UUID other = places.getLast().tenant();
      int seen =
          tenants.call(
              first.tenant(), tx -> rows(tx, "select 1 from job where tenant_id = ?", other));
      if (seen != expected) {
        throw new IllegalStateException(
            "a tenant sees %d jobs of another, not %d".formatted(seen, expected));
      }
    }

    private Place any() {
      return places.get(ThreadLocalRandom.current().nextInt(places.size()));
    }

    void read() {
      Place at = any();
      int rows =
          tenants.call(
              at.tenant(),
              tx -> rows(tx, ONE, at.tenant(), at.job()) + rows(tx, NEWEST, at.tenant()));
      if (rows != 21) {
        throw new IllegalStateException("%d rows were read, not 21".formatted(rows));
      }
    }

    /** A job with its rollout, its place in the queue and its permit. */
    void insert() {
      UUID tenant = any().tenant();
      tenants.call(tenant, tx -> ScratchDatabase.enqueue(tx, tenant, "key"));
    }

    private static int rows(Connection tx, String sql, UUID... values) throws SQLException {
      try (var select = tx.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          select.setObject(i + 1, values[i]);
        }
        int count = 0;
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            count++;
          }
        }
        return count;
      }
    }

    /**
     * @return how often it is done in a second, by all connections together
     */
    double perSecond(Duration time, Runnable act) throws InterruptedException {
      long begin = System.nanoTime();
      long deadline = begin + time.toNanos();
      Callable<Long> loop =
          () -> {
            long done = 0;
            while (System.nanoTime() < deadline) {
              act.run();
              done++;
            }
            return done;
          };
      try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
        long done = 0;
        for (Future<Long> one : threads.invokeAll(Collections.nCopies(CONNECTIONS, loop))) {
          done += one.get();
        }
        return done * 1e9 / (System.nanoTime() - begin);
      } catch (ExecutionException e) {
        throw new IllegalStateException("it cannot be measured", e.getCause());
      }
    }

    @Override
    public void close() throws SQLException {
      database.close();
    }
  }
}
