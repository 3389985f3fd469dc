package dev.quarry.runner.work.sim;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * All threads of a simulation, one at a time on the thread that calls {@link #run}. They are
 * virtual threads whose continuations are kept here; which one goes on next is up to the seed. When
 * none can go on, time jumps to the next event. Production code blocks as it always does.
 *
 * <p>Virtual threads take over the scheduler of the thread that starts them, so everything that a
 * simulated process starts stays here and belongs to it.
 */
final class Scheduler implements Executor {
  /** Steps after which a simulation goes round in circles; thousands are usual. */
  private static final int MOST_STEPS = 1_000_000;

  private static final Constructor<?> VIRTUAL = virtualThreadBuilder();

  private final Dice dice;
  private final Thread driver = Thread.currentThread();
  private final Map<Runnable, Known> known = new IdentityHashMap<>();
  private final TreeMap<Integer, Known> ready = new TreeMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private @Nullable Process starting;
  private @Nullable Known running;
  private long now;
  private long eventCount;
  private volatile boolean disturbed;
  private boolean stopped;

  Scheduler(Dice dice) {
    this.dice = dice;
  }

  /** Threads that live and die together: an operating system process. */
  final class Process {
    private final String name;
    private final TreeMap<Integer, Known> held = new TreeMap<>();
    private boolean frozen;
    private boolean gone;

    private Process(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    boolean gone() {
      return gone;
    }

    boolean frozen() {
      return frozen;
    }

    /** SIGSTOP: its threads stand still, the world goes on. */
    void freeze() {
      frozen = true;
      hold();
    }

    /** SIGCONT. */
    void thaw() {
      if (frozen && !gone) {
        frozen = false;
        ready.putAll(held);
        held.clear();
      }
    }

    /** SIGKILL: its threads never go on. */
    void kill() {
      gone = true;
      hold();
    }

    private void hold() {
      for (Iterator<Known> all = ready.values().iterator(); all.hasNext(); ) {
        Known thread = all.next();
        if (thread.process() == this) {
          held.put(thread.number(), thread);
          all.remove();
        }
      }
    }

    /** Starts a thread of this process. */
    void start(String threadName, Runnable work) {
      starting = this;
      builder().name(threadName).start(work);
      starting = null;
    }
  }

  /**
   * Threads are numbered in the order of their start: what the JVM numbers differs between runs.
   */
  private record Known(int number, Process process, Runnable continuation) {}

  private record Event(long at, long number, Runnable action) {}

  Process process(String name) {
    return new Process(name);
  }

  /**
   * @return makes threads of the process whose thread calls it
   */
  static ThreadFactory threads(String name) {
    return Thread.ofVirtual().name(name).factory();
  }

  /**
   * @return nanoseconds since the start of the simulation
   */
  long now() {
    return now;
  }

  /** Does something later, on behalf of the world. */
  void after(Duration delay, Runnable action) {
    events.add(new Event(now + Math.max(0, delay.toNanos()), ++eventCount, action));
  }

  /** Called by the JVM when a thread is started or can go on. */
  @Override
  public void execute(Runnable continuation) {
    Thread caller = Thread.currentThread();
    if (caller != driver && !caller.isVirtual()) {
      // A timer or a contended lock of the real world.
      disturbed = true;
    }
    synchronized (known) {
      Known thread = known.get(continuation);
      if (thread == null) {
        Process owner = running == null ? starting : running.process();
        if (owner == null) {
          throw new IllegalStateException("a thread that belongs to no process");
        }
        thread = new Known(known.size(), owner, continuation);
        known.put(continuation, thread);
      }
      boolean held = thread.process().frozen || thread.process().gone;
      (held ? thread.process().held : ready).put(thread.number(), thread);
    }
  }

  /**
   * Runs until nothing is left to do, {@link #stop} is called, the time is over, or it goes round
   * in circles.
   *
   * @param until in nanoseconds since the start
   */
  void run(long until) {
    for (int step = 0; !stopped && step < MOST_STEPS; step++) {
      if (!ready.isEmpty()) {
        goOn();
      } else if (!events.isEmpty() && events.peek().at() <= until) {
        Event next = events.remove();
        now = next.at();
        next.action().run();
      } else {
        return;
      }
    }
  }

  private void goOn() {
    Known next;
    synchronized (known) {
      Iterator<Known> all = ready.values().iterator();
      next = all.next();
      for (int skip = dice.below(ready.size()); skip > 0; skip--) {
        next = all.next();
      }
      ready.remove(next.number());
    }
    running = next;
    next.continuation().run();
    running = null;
  }

  void stop() {
    stopped = true;
  }

  /**
   * @return the process whose thread runs, null when the world itself acts
   */
  @Nullable Process current() {
    return running == null ? null : running.process();
  }

  /**
   * @return whether something from outside interfered, so that another run may go another way
   */
  boolean disturbed() {
    return disturbed;
  }

  /**
   * Lets all threads end that still stand somewhere, those of dead processes as well. What they
   * touch must throw from now on. Otherwise the timers that the JVM has set for some of them would
   * keep them in memory.
   */
  void unwind() {
    stopped = false;
    for (Known thread : known.values()) {
      thread.process().gone = false;
      thread.process().frozen = false;
      ready.putAll(thread.process().held);
      thread.process().held.clear();
    }
    for (int left = 100_000; left > 0 && !(ready.isEmpty() && events.isEmpty()); left--) {
      if (!ready.isEmpty()) {
        goOn();
      } else {
        events.remove().action().run();
      }
    }
  }

  private Thread.Builder.OfVirtual builder() {
    try {
      return (Thread.Builder.OfVirtual) VIRTUAL.newInstance(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Constructor<?> virtualThreadBuilder() {
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new IllegalStateException(
          "virtual threads cannot be given a scheduler on this JDK; the tests of agent-runner run"
              + " with --add-opens java.base/java.lang=ALL-UNNAMED",
          e);
    }
  }
}
