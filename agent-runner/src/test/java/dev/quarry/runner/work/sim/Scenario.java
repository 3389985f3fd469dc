package dev.quarry.runner.work.sim;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A history to be: who is there, what is asked, what goes wrong when. The seed decides the rest:
 * how long each thing takes and which thread goes first.
 */
record Scenario(
    long seed,
    List<RunnerPlan> runners,
    List<TenantPlan> tenants,
    List<JobPlan> jobs,
    List<Fault> faults,
    List<Wish> wishes) {
  Scenario {
    runners = List.copyOf(runners);
    tenants = List.copyOf(tenants);
    jobs = List.copyOf(jobs);
    faults = List.copyOf(faults);
    wishes = List.copyOf(wishes);
  }

  /**
   * @param clockRate seconds of its monotonic clock in a second
   * @param journalBatch most rows of one commit
   */
  record RunnerPlan(int number, int slots, double clockRate, int journalBatch) {
    @Override
    public String toString() {
      return "runner-%d: %d slots, clock at %.3f, %d rows a commit"
          .formatted(number, slots, clockRate, journalBatch);
    }
  }

  record TenantPlan(int number, double weight, int maxRunning) {
    @Override
    public String toString() {
      return "tenant-%d: weight %.1f, at most %d running".formatted(number, weight, maxRunning);
    }
  }

  record JobPlan(
      int number, int tenant, Form form, int priority, Duration submitted, Script script) {
    @Override
    public String toString() {
      return "job-%d of tenant-%d at %s: %s, priority %d: %s"
          .formatted(number, tenant, Moment.seconds(submitted), form, priority, script);
    }
  }

  /** How a job is researched. */
  record Form(Mode mode, Protocol protocol, int rollouts, boolean clarify, boolean approvePlan) {
    @Override
    public String toString() {
      return "%s/%s x %d%s%s"
          .formatted(
              mode.id(),
              protocol.name().toLowerCase(),
              rollouts,
              clarify ? ", may ask" : "",
              approvePlan ? ", with a plan" : "");
    }

    Form plain() {
      return new Form(mode, protocol, 1, false, false);
    }
  }

  Scenario with(List<Fault> otherFaults, List<Wish> otherWishes) {
    return new Scenario(seed, runners, tenants, jobs, otherFaults, otherWishes);
  }

  Scenario withSeed(long other) {
    return new Scenario(other, runners, tenants, jobs, faults, wishes);
  }

  Scenario withRunners(List<RunnerPlan> others) {
    return new Scenario(seed, others, tenants, jobs, faults, wishes);
  }

  Scenario withJobs(List<JobPlan> others) {
    return new Scenario(
        seed,
        runners,
        tenants.stream()
            .filter(t -> others.stream().anyMatch(j -> j.tenant() == t.number()))
            .toList(),
        others,
        faults,
        wishes.stream().filter(w -> others.stream().anyMatch(j -> j.number() == w.job())).toList());
  }

  /**
   * @return as a list for people, one thing a line
   */
  String describe() {
    var lines = new ArrayList<String>();
    lines.add("seed %d".formatted(seed));
    runners.forEach(r -> lines.add(r.toString()));
    tenants.forEach(t -> lines.add(t.toString()));
    jobs.forEach(j -> lines.add(j.toString()));
    wishes.forEach(w -> lines.add(w.toString()));
    faults.forEach(f -> lines.add(f.toString()));
    return "  " + String.join("\n  ", lines);
  }
}
