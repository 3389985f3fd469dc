package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.queue.SlotWorld.Job;
import dev.quarry.core.queue.SlotWorld.Order;
import dev.quarry.core.queue.SlotWorld.Plan;
import dev.quarry.core.queue.SlotWorld.Ran;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What tenants get, in virtual time; the same jobs in the order of their arrival beside it. */
class FairSharesTest {
  private static final int JOBS = 100_000;
  private static final int SLOTS = 64;
  private static final double SHORT = 6;
  private static final double LONG = 100 * SHORT;
  private static final double WINDOW = 60;

  private final SplittableRandom random = new SplittableRandom(20_261_122);

  /** As many of each length between the shortest and the longest, on a logarithmic scale. */
  private double anyLength() {
    return SHORT * Math.pow(LONG / SHORT, random.nextDouble());
  }

  @Test
  void everyJobStartsInItsTime() {
    // Given twenty tenants; the first puts a fifth of all jobs in at once, the others come in waves
    double[] weights = new double[20];
    Arrays.setAll(weights, tenant -> new double[] {1, 1, 2, 4}[random.nextInt(4)]);
    double load = JOBS * (LONG - SHORT) / Math.log(LONG / SHORT) / SLOTS;
    var jobs = new ArrayList<Job>();
    for (int number = 0; number < JOBS; number++) {
      int tenant = number % 5 == 0 ? 0 : 1 + random.nextInt(weights.length - 1);
      double wave = (1 + random.nextInt(12)) * load / 14 + random.nextDouble() * load / 60;
      double arrival =
          tenant == 0 ? 100 : random.nextInt(3) == 0 ? wave : random.nextDouble() * load;
      jobs.add(new Job(number, tenant, arrival, anyLength()));
    }
    var plan = new Plan(SLOTS, weights, jobs);

    // When
    var fair = new SlotWorld(plan, Order.FAIR);
    List<Ran> ran = fair.play();
    List<Ran> firstCome = new SlotWorld(plan, Order.FIRST_COME).play();

    // Then
    System.out.printf(
        "fairness: of %,d jobs late %d (first come: %,d); longest wait of the bound %.2f (%.2f);"
            + " p99 wait of all but the heavy tenant %.0f s (%.0f s); idle %.4f; slots given up %,d%n",
        JOBS,
        late(ran),
        late(firstCome),
        worst(ran),
        worst(firstCome),
        p99OfTheLight(ran),
        p99OfTheLight(firstCome),
        fair.idleShare(),
        ran.size() - JOBS);
    assertThat(ran.stream().filter(Ran::first)).hasSize(JOBS);
    assertThat(late(ran)).isZero();
    assertThat(fair.idleShare()).isLessThanOrEqualTo(0.01);
    assertThat(late(firstCome)).isGreaterThan(JOBS / 100);
  }

  private static long late(List<Ran> ran) {
    return ran.stream().filter(r -> r.first() && r.waited() > r.bound()).count();
  }

  private static double worst(List<Ran> ran) {
    return ran.stream().filter(Ran::first).mapToDouble(r -> r.waited() / r.bound()).max().orElse(0);
  }

  private static double p99OfTheLight(List<Ran> ran) {
    double[] waits =
        ran.stream()
            .filter(r -> r.first() && r.job().tenant() != 0)
            .mapToDouble(Ran::waited)
            .sorted()
            .toArray();
    return waits[(int) (waits.length * 0.99)];
  }

  @Test
  void sharesAreEqualInTimeNotInJobs() {
    // Given eight tenants with enough to do, each with jobs of another length
    double[] weights = new double[8];
    Arrays.fill(weights, 1);
    Plan plan = backlog(weights, 4_000, tenant -> SHORT * Math.pow(LONG / SHORT, tenant / 7.0));

    // When
    Shares fair = shares(plan, Order.FAIR, WINDOW);
    Shares firstCome = shares(plan, Order.FIRST_COME, WINDOW);

    // Then
    System.out.printf(
        "fairness: Jain %.4f (first come: %.4f), least of a minute %.4f (%.4f),"
            + " slots given up %d times%n",
        jain(fair.whole(weights)),
        jain(firstCome.whole(weights)),
        fair.leastJain(weights),
        firstCome.leastJain(weights),
        fair.givenUp());
    assertThat(jain(fair.whole(weights))).isGreaterThanOrEqualTo(0.98);
    assertThat(fair.leastJain(weights)).isGreaterThanOrEqualTo(0.98);
    assertThat(jain(firstCome.whole(weights))).isLessThan(0.9);
  }

  @Test
  void sharesGoByWeight() {
    double[] weights = {1, 2, 3, 4, 6};
    Plan plan = backlog(weights, 2_000, tenant -> anyLength());

    Shares fair = shares(plan, Order.FAIR, WINDOW);
    Shares firstCome = shares(plan, Order.FIRST_COME, WINDOW);

    System.out.printf(
        "fairness: shares differ from the weights by %.2f %% (first come: %.0f %%)%n",
        100 * fair.deviation(weights), 100 * firstCome.deviation(weights));
    assertThat(fair.deviation(weights)).isLessThanOrEqualTo(0.02);
    assertThat(firstCome.deviation(weights)).isGreaterThan(0.5);
  }

  @Test
  void shortWorkDoesNotWaitForJobsOfHours() {
    // Given a tenant with more jobs of three hours than slots, and later one with short jobs
    var jobs = new ArrayList<Job>();
    for (int number = 0; number < 200; number++) {
      jobs.add(new Job(number, 0, 0, 10_800));
    }
    for (int number = 200; number < 400; number++) {
      jobs.add(new Job(number, 1, 7_200 + 30 * (number - 200), anyLength()));
    }
    var plan = new Plan(SLOTS, new double[] {1, 1}, jobs);

    // When
    double fair = longestWaitOfTheShort(plan, Order.FAIR);
    double firstCome = longestWaitOfTheShort(plan, Order.FIRST_COME);

    // Then a heartbeat and a step
    System.out.printf(
        "fairness: beside jobs of three hours short ones wait at most %.0f s (first come: %.0f s)%n",
        fair, firstCome);
    assertThat(fair).isLessThanOrEqualTo(31);
    assertThat(firstCome).isGreaterThan(3_600);
  }

  private static double longestWaitOfTheShort(Plan plan, Order order) {
    return new SlotWorld(plan, order)
        .play().stream()
            .filter(r -> r.first() && r.job().tenant() == 1)
            .mapToDouble(Ran::waited)
            .max()
            .orElse(0);
  }

  @Test
  void hundredKeysGetNoMoreThanOne() {
    // Given a tenant beside three others, whose backlog is that of one key or of a hundred
    double[] weights = {1, 1, 1, 1};

    // When
    double fair = gain(weights, Order.FAIR);
    double firstCome = gain(weights, Order.FIRST_COME);

    // Then
    System.out.printf(
        "fairness: gain of a hundred keys %.3f (first come: %.2f)%n", fair, firstCome);
    assertThat(fair).isLessThanOrEqualTo(1.02);
    assertThat(firstCome).isGreaterThan(2);
  }

  private double gain(double[] weights, Order order) {
    return share(weights, 100, order) / share(weights, 1, order);
  }

  private double share(double[] weights, int keys, Order order) {
    var jobs = new ArrayList<Job>();
    for (int round = 0; round < 150; round++) {
      for (int tenant = 0; tenant < weights.length; tenant++) {
        for (int key = 0; key < (tenant == 0 ? keys : 1); key++) {
          jobs.add(new Job(jobs.size(), tenant, random.nextDouble(), 60));
        }
      }
    }
    double[] served = shares(new Plan(SLOTS, weights, jobs), order, 0).whole(weights);
    return served[0] / DoubleStream.of(served).sum();
  }

  /** Everybody has the same number of jobs waiting, in any order. */
  private Plan backlog(double[] weights, int each, IntToDoubleFunction length) {
    var jobs = new ArrayList<Job>();
    for (int number = 0; number < each * weights.length; number++) {
      int tenant = number % weights.length;
      jobs.add(new Job(number, tenant, random.nextDouble(), length.applyAsDouble(tenant)));
    }
    return new Plan(SLOTS, weights, jobs);
  }

  /**
   * Slot-seconds of each tenant in each window, while all have something waiting.
   *
   * @param served by window, then tenant
   * @param givenUp how often a job left its slot to others
   */
  private record Shares(double[][] served, int givenUp) {
    double[] whole(double[] weights) {
      double[] sum = new double[weights.length];
      for (double[] window : served) {
        for (int tenant = 0; tenant < sum.length; tenant++) {
          sum[tenant] += window[tenant] / weights[tenant];
        }
      }
      return sum;
    }

    double leastJain(double[] weights) {
      return Arrays.stream(served)
          .mapToDouble(window -> jain(new Shares(new double[][] {window}, 0).whole(weights)))
          .min()
          .orElse(0);
    }

    /**
     * Largest difference between a tenant's share and that of its weight, as a part of the latter.
     */
    double deviation(double[] weights) {
      double[] whole = whole(weights);
      double mean = 0;
      for (int tenant = 0; tenant < whole.length; tenant++) {
        mean += whole[tenant] * weights[tenant] / DoubleStream.of(weights).sum();
      }
      double fair = mean;
      return DoubleStream.of(whole).map(x -> Math.abs(x / fair - 1)).max().orElse(0);
    }
  }

  /**
   * @param from when the first window begins
   */
  private static Shares shares(Plan plan, Order order, double from) {
    List<Ran> ran = new SlotWorld(plan, order).play();
    double until = Double.MAX_VALUE;
    for (int tenant = 0; tenant < plan.weights().length; tenant++) {
      int of = tenant;
      until =
          Math.min(
              until,
              ran.stream()
                  .filter(r -> r.first() && r.job().tenant() == of)
                  .mapToDouble(Ran::start)
                  .max()
                  .orElse(0));
    }
    double[][] served = new double[Math.max(1, (int) ((until - from) / WINDOW))][];
    Arrays.setAll(served, window -> new double[plan.weights().length]);
    for (Ran r : ran) {
      int first = (int) Math.max(0, (r.start() - from) / WINDOW);
      int last = (int) Math.min(served.length - 1, (r.end() - from) / WINDOW);
      for (int window = first; window <= last; window++) {
        double start = Math.max(r.start(), from + window * WINDOW);
        double end = Math.min(r.end(), from + (window + 1) * WINDOW);
        served[window][r.job().tenant()] += Math.max(0, end - start);
      }
    }
    return new Shares(served, ran.size() - plan.jobs().size());
  }

  private static double jain(double[] shares) {
    double sum = DoubleStream.of(shares).sum();
    double squares = DoubleStream.of(shares).map(x -> x * x).sum();
    return sum * sum / (shares.length * squares);
  }
}
