package dev.quarry.runner.work.sim;

import dev.quarry.runner.work.sim.Scenario.JobPlan;
import dev.quarry.runner.work.sim.Scenario.RunnerPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Makes a failing scenario smaller as long as it breaks the same invariant: leaves out faults,
 * wishes, jobs and runners, first many at once, then one by one, and makes plain what is left.
 * Where one thing less makes all others come at other moments, further seeds are tried with it.
 */
final class Shrinker {
  /** Scenarios that are tried; each takes a few thousandths of a second. */
  private static final int MOST_TRIES = 1_200;

  private static final int SEEDS = 6;

  private final Simulation simulation;
  private final Invariant invariant;
  private int left = MOST_TRIES;

  Shrinker(Simulation simulation, Invariant invariant) {
    this.simulation = simulation;
    this.invariant = invariant;
  }

  Scenario shrink(Scenario failing) {
    Scenario least = failing;
    Scenario before;
    do {
      before = least;
      least = fewer(least, Scenario::faults, (s, faults) -> s.with(faults, s.wishes()));
      least = fewer(least, Scenario::jobs, Scenario::withJobs);
      least = fewer(least, Scenario::wishes, (s, wishes) -> s.with(s.faults(), wishes));
      least = fewer(least, Scenario::runners, Scenario::withRunners);
      least = plainer(least);
    } while (!least.equals(before) && left > 0);
    return least;
  }

  /** Leaves out as much of a list as it can. */
  private <T> Scenario fewer(
      Scenario failing,
      Function<Scenario, List<T>> parts,
      BiFunction<Scenario, List<T>, Scenario> with) {
    Scenario least = failing;
    for (int chunk = Math.max(1, parts.apply(least).size() / 2); chunk > 0; chunk /= 2) {
      for (int from = 0; from < parts.apply(least).size(); ) {
        var rest = new ArrayList<>(parts.apply(least));
        rest.subList(from, Math.min(from + chunk, rest.size())).clear();
        Optional<Scenario> smaller = failing(with.apply(least, rest));
        if (smaller.isPresent()) {
          least = smaller.get();
        } else {
          from += chunk;
        }
      }
    }
    return least;
  }

  private Scenario plainer(Scenario failing) {
    Scenario least = failing;
    for (int i = 0; i < failing.runners().size(); i++) {
      var runners = new ArrayList<>(least.runners());
      RunnerPlan plan = runners.get(i);
      runners.set(i, new RunnerPlan(plan.number(), plan.slots(), 1, 256));
      least = orElse(least.withRunners(runners), least);
    }
    for (int i = 0; i < failing.jobs().size(); i++) {
      JobPlan plan = least.jobs().get(i);
      least = orElse(with(least, i, plain(plan)), least);
      least = orElse(with(least, i, oneTurn(least.jobs().get(i))), least);
      least = orElse(with(least, i, atOnce(least.jobs().get(i))), least);
    }
    return least;
  }

  private static Scenario with(Scenario scenario, int index, JobPlan job) {
    var jobs = new ArrayList<>(scenario.jobs());
    jobs.set(index, job);
    return scenario.withJobs(jobs);
  }

  private static JobPlan plain(JobPlan plan) {
    return new JobPlan(
        plan.number(),
        plan.tenant(),
        plan.form().plain(),
        plan.priority(),
        plan.submitted(),
        plan.script());
  }

  private static JobPlan oneTurn(JobPlan plan) {
    List<Script.Turn> turns = plan.script().turns();
    return new JobPlan(
        plan.number(),
        plan.tenant(),
        plan.form(),
        plan.priority(),
        plan.submitted(),
        new Script(turns.subList(0, 1), Script.ENOUGH, plan.script().trouble()));
  }

  private static JobPlan atOnce(JobPlan plan) {
    return new JobPlan(plan.number(), plan.tenant(), plan.form(), 0, Duration.ZERO, plan.script());
  }

  private Scenario orElse(Scenario candidate, Scenario failing) {
    return candidate.equals(failing) ? failing : failing(candidate).orElse(failing);
  }

  private Optional<Scenario> failing(Scenario candidate) {
    for (int i = 0; i < SEEDS && left > 0 && !candidate.runners().isEmpty(); i++) {
      left--;
      Scenario tried = candidate.withSeed(candidate.seed() + i);
      if (simulation.play(tried).violation().filter(v -> v.invariant() == invariant).isPresent()) {
        return Optional.of(tried);
      }
    }
    return Optional.empty();
  }
}
