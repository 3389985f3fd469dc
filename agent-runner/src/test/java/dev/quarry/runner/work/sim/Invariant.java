package dev.quarry.runner.work.sim;

/** What holds at all times, whatever goes wrong. */
enum Invariant {
  ONE_END("I1: a job or rollout that has ended stays as it ended"),
  ALL_END("I1: once nothing goes wrong any more, every job ends"),
  RIGHT_END("I1: a job ends as its script says, and never by our fault"),
  PAUSED_RESTS("I1: a job is paused when, and only when, all that it has left are pauses"),
  MESSAGES("I2: each message of the user is taken in once, in order, and soon"),
  STEPS_IN_ORDER(
      "I2: steps are numbered without gaps, never change, and no epoch writes after the next one"),
  DURABLE_IS_THERE("I2: a step that was reported durable is in the table, as it was appended"),
  NEVER_ASKED_AGAIN("I3: a reply that is recorded is never asked for again"),
  ONE_CALL_LOST("I3: a holder loses at most the one call that it is waiting for"),
  UNSAFE_ONCE("I4: an UNSAFE call is carried out at most once"),
  KEY_STAYS("I4: a call has the same idempotency key at every attempt"),
  PROMPT_REBUILT("I5: each prompt is rebuilt from the steps as it was sent"),
  CAP("I6: a tenant never has more running than its cap"),
  COUNTERS("I7: a tenant's counters say what its rollouts are"),
  USAGE("I7: what is charged for is what the steps say was used"),
  CHARGED(
      "I7: a tenant's virtual time is charged for what its rollouts use, once, whoever holds them"),
  QUEUE_DRAINS("I9: outbox and permits are empty when all is done"),
  UNOWNED("I10: nothing that is claimable waits longer than a sweep while a runner is free"),
  LEASE_HOLDS("no lease is taken before it has expired, and each has one holder"),
  LOST_IS_LEFT(
      "a holder that is told that its lease is lost leaves its work and begins nothing more"),
  ATTEMPTS("an attempt is counted only for a lease that has expired"),
  TURN("who is told to leave its slot has had it for a while; no slot is free, and others wait"),
  GIVES_WAY("who is told to leave its slot asks for no reply any more"),
  FENCED_IS_QUIET("a runner without a heartbeat for two thirds of the lease begins nothing more"),
  CLEAN_DRAIN("a runner that drained in time has given all its leases back"),
  POISON("only what left nothing behind in three attempts is poison"),
  THREADS_LIVE("no thread dies of an exception");

  private final String words;

  Invariant(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
