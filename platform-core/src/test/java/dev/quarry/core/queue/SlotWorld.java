package dev.quarry.core.queue;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.job.Termination;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.core.testing.MemoryTables;
import dev.quarry.core.trajectory.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * An installation in virtual time: jobs come, slots claim, work and keep their leases. Who is next
 * is decided by the queue that {@link QueueContract} holds to the real one.
 */
final class SlotWorld {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final double HEARTBEAT = 10;
  private static final RolloutEnd END =
      new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE);

  /** In which order work is taken. */
  enum Order {
    FAIR,
    /** All jobs are one tenant's: so whoever came first goes first. */
    FIRST_COME
  }

  /**
   * @param tenant from 0
   * @param arrival in seconds
   * @param seconds that it works
   */
  record Job(int number, int tenant, double arrival, double seconds) {}

  /**
   * @param slots of the installation
   * @param weights of the tenants
   */
  record Plan(int slots, double[] weights, List<Job> jobs) {
    double allWeights() {
      double sum = 0;
      for (double weight : weights) {
        sum += weight;
      }
      return sum;
    }
  }

  /** What happened to a job; {@code bound} is how long it had to wait at most. */
  record Ran(Job job, double start, double bound) {
    double waited() {
      return start - job.arrival();
    }

    double end() {
      return start + job.seconds();
    }
  }

  private record Event(double at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Plan plan;
  private final Order order;
  private final double longest;
  private final MemoryDatabase database = new MemoryDatabase(VirtualTime.STANDARD, this::instant);
  private final Claims claims = database.claims(new ClaimStore.Holder("r", "test"), LEASE);
  private final Leases leases = database.leases(LEASE);
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<UUID, Job> waiting = new HashMap<>();
  private final Map<UUID, Double> bounds = new HashMap<>();
  private final Map<UUID, Lease> held = new HashMap<>();
  private final double[] ahead;
  private final List<Ran> ran = new ArrayList<>();
  private double now;
  private double idle;
  private long scheduled;
  private int open;

  SlotWorld(Plan plan, Order order) {
    this.plan = plan;
    this.order = order;
    this.longest = plan.jobs().stream().mapToDouble(Job::seconds).max().orElse(0);
    this.ahead = new double[plan.weights().length];
    this.open = plan.jobs().size();
    for (int tenant = 0; tenant < plan.weights().length; tenant++) {
      row(tenant).weight = order == Order.FAIR ? plan.weights()[tenant] : 1;
      row(tenant).maxRunning = plan.slots();
    }
  }

  /** Plays until all jobs have ended. */
  List<Ran> play() {
    plan.jobs().forEach(job -> at(job.arrival(), () -> comes(job)));
    at(HEARTBEAT, this::beat);
    while (open > 0) {
      Event next = Objects.requireNonNull(events.poll());
      if (!waiting.isEmpty()) {
        idle += (plan.slots() - held.size()) * (next.at() - now);
      }
      now = next.at();
      next.what().run();
    }
    return Collections.unmodifiableList(ran);
  }

  /**
   * @return share of the slots' time in which one was idle although a job could be claimed
   */
  double idleShare() {
    return idle / (now * plan.slots());
  }

  private void at(double time, Runnable what) {
    events.add(new Event(time, scheduled++, what));
  }

  private Instant instant() {
    return Instant.EPOCH.plusNanos((long) (now * 1e9));
  }

  private UUID id(int tenant) {
    return new UUID(0, order == Order.FAIR ? tenant + 1 : 1);
  }

  private MemoryTables.Tenant row(int tenant) {
    return database.tables().tenant(id(tenant));
  }

  private void comes(Job job) {
    UUID id = new UUID(1, job.number());
    ahead[job.tenant()] += job.seconds();
    waiting.put(id, job);
    database
        .intake()
        .enqueue(id(job.tenant()), id, QueueUnderTest.SPEC, List.of(id), Schedule.PLAIN);
    bounds.put(id, bound(job));
    fill();
  }

  /**
   * The tenant's share does what it has before this job, and what it has had too much compared with
   * who waits; besides, what runs comes to its end, also what others began before they were charged
   * for it, and each other tenant is one job ahead.
   */
  private double bound(Job job) {
    MemoryTables.Tenant mine = row(job.tenant());
    double least =
        database.tables().tenants.values().stream()
            .filter(t -> t.queued > 0)
            .mapToDouble(t -> t.vtime)
            .min()
            .orElse(mine.vtime);
    double owed = Math.max(0, mine.vtime - least) * mine.weight;
    double share = plan.weights()[job.tenant()] / plan.allWeights() * plan.slots();
    double others = plan.weights().length - 1;
    return (ahead[job.tenant()] + owed) / share + longest * (2 + others / plan.slots());
  }

  private void fill() {
    while (held.size() < plan.slots()) {
      Optional<Lease> lease = claims.claim();
      if (lease.isEmpty()) {
        return;
      }
      starts(lease.get());
    }
  }

  private void starts(Lease lease) {
    Job job = Objects.requireNonNull(waiting.remove(lease.jobId()));
    held.put(lease.jobId(), lease);
    ran.add(new Ran(job, now, Objects.requireNonNull(bounds.remove(lease.jobId()))));
    at(now + job.seconds(), () -> ends(job, lease));
  }

  private void ends(Job job, Lease lease) {
    try {
      database.rollouts().end(lease, END);
    } catch (LeaseLostException e) {
      throw new AssertionError(e);
    }
    held.remove(lease.jobId());
    ahead[job.tenant()] -= job.seconds();
    open--;
    fill();
  }

  private void beat() {
    leases.heartbeat(held.values());
    at(now + HEARTBEAT, this::beat);
  }
}
