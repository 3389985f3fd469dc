package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.agent.Arming;
import dev.quarry.runner.testing.ScriptedReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 3: a runner stands still until its leases are somebody else's, and then goes on. */
@ExtendWith(PlatformExtension.class)
class ZombieE2E {
  private static final Duration LOOKED_AT_FOR = Duration.ofSeconds(3);

  private final Platform platform;

  ZombieE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void writeOfAFrozenRunnerIsRefusedAfterATakeover() throws Exception {
    platform.disturb(
        "3 SIGSTOP before a reply is written",
        List.of(Evidence.TAKEOVERS, Evidence.FENCED_WRITES),
        fault -> {
          // Given a runner that stands still just before its second write
          platform.standBy(2);
          Arming armed = fault.arm(Points.WRITING, 2, Arming.Action.FREEZE);
          FaultJob job = fault.ask(Scripts.everyKindOfCall());
          RunnerProcess zombie = platform.withPid(fault.await(armed).pid());

          // When another finishes the job, and the first goes on
          job.mustSucceed();
          List<String> finished = job.kinds();
          zombie.app().thaw();
          platform.await("a refused write", () -> zombie.fencedWrites() > 0);

          // Then nothing of it is there, and it works again
          assertThat(job.kinds()).isEqualTo(finished);
          assertThat(job.count("replied")).isEqualTo(4);
          FaultJob next = fault.ask(Scripts.everyKindOfCall());
          next.mustSucceed();
          assertThat(zombie.isAlive()).isTrue();
        });
  }

  @Test
  void frozenRunnerStartsNoToolAfterATakeover() throws Exception {
    platform.disturb(
        "3 SIGSTOP before an unsafe call",
        List.of(Evidence.TAKEOVERS),
        fault -> {
          // Given a runner that stands still when it is about to call
          platform.standBy(2);
          Arming armed = fault.arm(Points.CALLING, 1, Arming.Action.FREEZE);
          FaultJob job =
              fault.ask(
                  request ->
                      request.assistantMessages() == 0
                          ? ScriptedReply.calls(Scripts.call("u", "send", 0))
                          : Scripts.answer());
          RunnerProcess zombie = platform.withPid(fault.await(armed).pid());

          // When the job is finished without the call, and the runner goes on
          job.mustSucceed();
          assertThat(job.failureOf("send")).isEqualTo("outcome-unknown");
          long before = platform.effects().callsBy(zombie.app().process().pid());
          zombie.app().thaw();
          TimeUnit.MILLISECONDS.sleep(LOOKED_AT_FOR.toMillis());

          // Then
          assertThat(platform.effects().callsBy(zombie.app().process().pid())).isEqualTo(before);
        });
  }

  @Tag("full")
  @Test
  void runnersThatStandStillAtAnyMomentHarmNothing() throws Exception {
    platform.disturb(
        "3 SIGSTOP at random moments, 6 times",
        List.of(Evidence.TAKEOVERS),
        fault -> {
          platform.standBy(3);
          for (int i = 0; i < 6; i++) {
            // Given
            FaultJob job = fault.ask(Scripts.rounds(12, Duration.ofMillis(100)));
            job.awaitSteps(2 + fault.random().nextInt(12));
            RunnerProcess zombie = job.holder();

            // When
            zombie.app().freeze();
            TimeUnit.MILLISECONDS.sleep(
                Platform.LEASE.toMillis() / 2
                    + fault.random().nextLong(Platform.LEASE.toMillis() * 2));
            zombie.app().thaw();

            // Then
            job.mustSucceed();
            assertThat(job.count("replied")).isEqualTo(13);
          }
        });
  }
}
