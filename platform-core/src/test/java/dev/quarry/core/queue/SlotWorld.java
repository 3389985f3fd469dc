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
import java.util.LinkedHashMap;
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

  /** Steps take from five to twenty seconds. */
  private static final double SHORTEST_STEP = 5;

  private static final int STEP_RANGE = 16;
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

  /**
   * A time in which a job had a slot.
   *
   * @param first whether it had none before
   * @param bound how long it had to wait for that at most
   */
  record Ran(Job job, double start, double end, boolean first, double bound) {
    double waited() {
      return start - job.arrival();
    }
  }

  /** A job in a slot. */
  private static final class Held {
    private final Job job;
    private final Lease lease;
    private final double start;
    private final double left;
    private boolean giveWay;
    private boolean gone;

    private Held(Job job, Lease lease, double start, double left) {
      this.job = job;
      this.lease = lease;
      this.start = start;
      this.left = left;
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
  private final Map<UUID, Double> left = new HashMap<>();
  private final Map<UUID, Held> held = new LinkedHashMap<>();
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
    beat();
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
    var one = new Held(job, lease, now, left.getOrDefault(lease.jobId(), job.seconds()));
    held.put(lease.jobId(), one);
    at(now + one.left, () -> ends(one));
  }

  private void ends(Held one) {
    if (one.gone) {
      return;
    }
    try {
      database.rollouts().end(one.lease, END);
    } catch (LeaseLostException e) {
      throw new AssertionError(e);
    }
    leaves(one);
    ahead[one.job.tenant()] -= one.job.seconds();
    open--;
    fill();
  }

  private void leaves(Held one) {
    UUID id = one.lease.jobId();
    one.gone = true;
    held.remove(id);
    Double bound = bounds.remove(id);
    ran.add(new Ran(one.job, one.start, now, bound != null, bound == null ? 0 : bound));
  }

  /** The step in hand is finished first. */
  private void told(Held one, boolean giveWay) {
    if (giveWay && !one.giveWay) {
      double step = SHORTEST_STEP + one.job.number() % STEP_RANGE;
      double boundary = one.start + step * (Math.floor((now - one.start) / step) + 1);
      at(boundary, () -> givesWay(one));
    }
    one.giveWay = giveWay;
  }

  private void givesWay(Held one) {
    if (one.gone || !one.giveWay) {
      return;
    }
    leases.handBack(one.lease);
    leaves(one);
    left.put(one.lease.jobId(), one.left - (now - one.start));
    waiting.put(one.lease.jobId(), one.job);
    fill();
  }

  private void beat() {
    database.tables().runner("r", plan.slots(), instant());
    List<Held> all = List.copyOf(held.values());
    Map<UUID, Leases.Wishes> kept = leases.heartbeat(all.stream().map(h -> h.lease).toList());
    all.forEach(h -> told(h, kept.get(h.lease.rolloutId()).giveWay()));
    at(now + HEARTBEAT, this::beat);
  }
}
