package dev.quarry.runner.work.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.core.job.Mode;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepCost;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.work.sim.Scenario.Form;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import dev.quarry.runner.work.sim.Scenario.RunnerPlan;
import dev.quarry.runner.work.sim.Scenario.TenantPlan;
import dev.quarry.runner.work.sim.Script.Call;
import dev.quarry.runner.work.sim.Script.Trouble;
import dev.quarry.runner.work.sim.Script.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole trajectories as the code of an earlier day wrote them, one row of the table a line: the
 * code of today folds them, rebuilds each prompt as it was sent, and goes on after every step of
 * them.
 *
 * <p>Files of a version are never written anew. What a later version writes goes beside them.
 */
@ExtendWith(Quiet.class)
class RecordedTrajectoriesTest {
  private static final String VERSION = "v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Form> forms() {
    return Arrays.stream(Mode.values())
        .flatMap(
            mode ->
                Arrays.stream(Protocol.values())
                    .map(protocol -> new Form(mode, protocol, 1, true, true)));
  }

  /** One job that goes through all that a job can go through, and whose runner is killed once. */
  private static Scenario scenario(Form form) {
    var turns =
        List.of(
            new Turn(0, List.of(Call.SEND, Call.LOOK, Call.PUT)),
            new Turn(1, List.of(Call.PUT, Call.FLY)),
            new Turn(0, List.of(Call.LOOK)));
    return new Scenario(
        1,
        List.of(new RunnerPlan(1, 1, 1, 256)),
        List.of(new TenantPlan(1, 1, 1)),
        List.of(new JobPlan(1, 1, form, 0, Duration.ZERO, new Script(turns, 4, Trouble.NONE))),
        List.of(new Fault.Crash(1, new Moment.OnCall(Port.TOOL, 1, true), Duration.ofSeconds(1))),
        List.of(new Wish.Steer(1, Duration.ofSeconds(45), true)));
  }

  private static String file(Form form) {
    return "%s/%s-%s.jsonl"
        .formatted(VERSION, form.mode().id(), form.protocol().name().toLowerCase());
  }

  private static List<StoredStep> recorded(Form form) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedTrajectoriesTest.class.getResourceAsStream("recorded/" + file(form)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(RecordedTrajectoriesTest::row)
          .toList();
    }
  }

  private static StoredStep row(String line) {
    try {
      JsonNode row = JSON.readTree(line);
      String kind = row.get("kind").textValue();
      String body = row.get("body").toString();
      return new StoredStep(
          row.get("seq").longValue(),
          row.get("epoch").longValue(),
          Instant.parse(row.get("at").textValue()),
          kind,
          StepCost.of(StepCodec.decode(kind, body)).tokens().total(),
          body);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachPromptIsRebuiltAsItWasSent(Form form) throws Exception {
    // Given
    Trajectory trajectory = Trajectory.of(recorded(form).stream().map(StoredStep::record).toList());
    Brief brief = trajectory.brief().orElseThrow();
    int prompts = 0;

    for (StepRecord record : trajectory.steps()) {
      // When
      Optional<Prompt> prompt =
          Bench.rebuilt(brief, trajectory.before(record.seq()), record.step());

      // Then
      assertThat(prompt.map(Prompt::hash).orElse(""))
          .as("prompt of step %d", record.seq())
          .isEqualTo(Acts.promptHash(record.step()));
      prompts += prompt.isPresent() ? 1 : 0;
    }
    assertThat(prompts).isGreaterThan(4);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void rolloutIsTakenUpAfterEachStep(Form form) throws Exception {
    List<StoredStep> all = recorded(form);
    for (int there = 0; there <= all.size(); there++) {
      // Given
      List<StoredStep> earlier = all.subList(0, there);

      // When
      Simulation.Result result =
          new Simulation().play(scenario(form).with(List.of(), List.of()), earlier);

      // Then no invariant is broken, the prompts being among them
      assertThat(result.violation()).as("after step %d", there).isEmpty();
      List<StoredStep> steps = result.rollouts().getFirst();
      assertThat(steps.subList(0, there)).isEqualTo(earlier);
      assertThat(steps).extracting(StoredStep::kind).containsOnlyOnce("ended");
    }
  }

  @Test
  void eachKindOfStepIsRecorded() throws Exception {
    Stream.Builder<Class<?>> kinds = Stream.builder();
    for (Form form : forms().toList()) {
      recorded(form).forEach(s -> kinds.add(s.record().step().getClass()));
    }
    assertThat(kinds.build().collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Step.class.getPermittedSubclasses());
  }

  /** For a new version: {@code -Dquarry.sim.record=src/test/resources/.../recorded}. */
  @ParameterizedTest
  @MethodSource("forms")
  @EnabledIfSystemProperty(named = "quarry.sim.record", matches = ".+")
  void record(Form form) throws IOException {
    Path file = Path.of(System.getProperty("quarry.sim.record")).resolve(file(form));
    Files.createDirectories(file.getParent());
    Simulation.Result result = new Simulation().play(scenario(form));
    assertThat(result.violation()).isEmpty();
    Files.write(
        file,
        result.rollouts().getFirst().stream()
            .map(
                s ->
                    "{\"seq\":%d,\"epoch\":%d,\"at\":\"%s\",\"kind\":\"%s\",\"body\":%s}"
                        .formatted(s.seq(), s.epoch(), s.at(), s.kind(), s.body()))
            .toList());
  }
}
