package dev.quarry.runner.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.plugin.DiscreetContext;
import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.tool.egress.EgressPolicy;
import dev.quarry.runner.tool.egress.GuardedHttp;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.Source;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the model is shown of a call, and how often the tool is asked. */
class ToolPipelineTest {
  private static final ToolResult BUSY = ToolResult.failure(FailureCode.RATE_LIMITED, "busy");

  /** What the host passes on of a call beside its result. */
  private final List<String> told = new ArrayList<>();

  @Test
  void toolThatIsConfiguredButMissingIsToldAsNotAvailable() throws Exception {
    // Given a runner without the tool of the brief
    ToolPipeline pipeline = pipeline(Mode.ITER_RESEARCH, Map.of());
    // When
    ToolOutcome outcome = pipeline.invoke(call());
    // Then
    assertThat(outcome.content()).isEqualTo("Tool search is not available");
    assertThat(outcome.failure()).isEqualTo("tool-unavailable");
  }

  @Test
  void badArgumentsAreToldInTheWordsOfTheMode() throws Exception {
    // Given
    ToolResult refusal = ToolResult.failure(FailureCode.BAD_ARGUMENTS, "query is missing");
    // When
    ToolOutcome react = pipeline(Mode.REACT, tool(Effect.READ, refusal)).invoke(call());
    ToolOutcome iter = pipeline(Mode.ITER_RESEARCH, tool(Effect.READ, refusal)).invoke(call());
    // Then
    assertThat(react.content()).isEqualTo("Error: query is missing");
    assertThat(iter.content()).isEqualTo("ToolParseError! query is missing");
    assertThat(iter.failure()).isEqualTo("bad-arguments");
  }

  @Test
  void failureIsShownInTheToolsOwnWords() throws Exception {
    // Given a text that models were trained on
    String frame = "The useful information in https://e/x for user goal g as follows: \n\n…";
    ToolResult unreadable = ToolResult.failure(FailureCode.UNREADABLE, frame);
    // When
    ToolOutcome outcome = pipeline(Mode.REACT, tool(Effect.READ, unreadable)).invoke(call());
    // Then
    assertThat(outcome.content()).isEqualTo(frame);
    assertThat(outcome.failure()).isEqualTo("unreadable");
  }

  @Test
  void failureThatMayPassIsTriedAgainUpToTheLimit() throws Exception {
    // Given
    Scripted tool = tool(Effect.READ, BUSY, BUSY, ToolResult.success("at last"));
    Scripted endless = tool(Effect.READ, BUSY, BUSY, BUSY, BUSY);
    // When
    ToolOutcome outcome = pipeline(Mode.REACT, tool).invoke(call());
    ToolOutcome failed = pipeline(Mode.REACT, endless).invoke(call());
    // Then
    assertThat(outcome.content()).isEqualTo("at last");
    assertThat(outcome.failure()).isNull();
    assertThat(failed.failure()).isEqualTo("rate-limited");
    assertThat(endless.results).as("left after one try and two repetitions").hasSize(1);
  }

  @Test
  void unsafeCallIsNeverRepeated() throws Exception {
    // Given
    Scripted tool = tool(Effect.UNSAFE, BUSY, ToolResult.success("twice"));
    // When
    ToolOutcome outcome = pipeline(Mode.REACT, tool).invoke(call());
    // Then
    assertThat(outcome.failure()).isEqualTo("rate-limited");
    assertThat(tool.results).hasSize(1);
  }

  @Test
  void longResultIsCutForTheModelAndItsPageStoredWhole() throws Exception {
    // Given
    String page = "y".repeat(400_000);
    ToolResult read =
        ToolResult.success("x".repeat(400_000), List.of(new Source("https://e/x", "T", page)));
    // When
    ToolOutcome outcome = pipeline(Mode.ITER_RESEARCH, tool(Effect.READ, read)).invoke(call());
    // Then
    assertThat(FakeRollout.TOKENS.count(outcome.content())).isLessThanOrEqualTo(32_000);
    assertThat(outcome.content()).endsWith("[cut here: the rest is too long to be shown]");
    assertThat(outcome.truncated()).isTrue();
    assertThat(outcome.pages()).extracting(PageText::text).containsExactly(page);
    assertThat(outcome.sources()).extracting(SourceRef::url).containsExactly("https://e/x");
  }

  @Test
  void secretThatTheToolWasGivenComesBackByNoWay() throws Exception {
    // Given tools that tell all they know
    Scripted talking =
        asking(
            context -> {
              String token = context.secret("token").orElseThrow();
              context.progress("signing in with " + token);
              context.artifacts().put("a.txt", "text/plain", token.getBytes(UTF_8));
              String read = reading(context, "Read this: " + token);
              return ToolResult.success(
                  token + " and " + read,
                  List.of(new Source("https://e/?key=" + token, "T " + token, "Of " + token)));
            });
    Scripted failing =
        asking(
            context ->
                ToolResult.failure(
                    FailureCode.REFUSED, "401 for " + context.secret("token").orElseThrow()));
    // When
    ToolOutcome outcome = pipeline(Mode.REACT, talking).invoke(call());
    ToolOutcome failed = pipeline(Mode.REACT, failing).invoke(call());
    // Then
    assertThat(outcome.content()).isEqualTo("[secret token] and none");
    assertThat(outcome.pages())
        .singleElement()
        .satisfies(
            page -> {
              assertThat(page.source().url()).isEqualTo("https://e/?key=[secret token]");
              assertThat(page.source().title()).isEqualTo("T [secret token]");
              assertThat(page.text()).isEqualTo("Of [secret token]");
            });
    assertThat(failed.content()).isEqualTo("401 for [secret token]");
    assertThat(told)
        .containsExactly(
            "signing in with [secret token]", "[secret token]", "Read this: [secret token]");
  }

  @Test
  void secretIsTakenOutBeforeALongResultIsCut() throws Exception {
    // Given a result whose cap, 128,000 characters here, is in the middle of the secret
    String before = "x".repeat(127_930);
    Scripted tool =
        asking(
            context ->
                ToolResult.success(
                    before + context.secret("token").orElseThrow() + "y".repeat(1_000)));
    // When
    ToolOutcome outcome = pipeline(Mode.ITER_RESEARCH, tool).invoke(call());
    // Then
    assertThat(outcome.truncated()).isTrue();
    assertThat(outcome.content().substring(before.length())).doesNotContain("hunter2");
  }

  private static String reading(ToolContext context, String prompt) {
    try {
      return context.model(ModelRole.READER).complete(prompt, 0);
    } catch (ToolException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ToolCallRequest call() {
    return new ToolCallRequest(1, 0, "search", "{\"query\":[\"a\"]}", "key");
  }

  private ToolPipeline pipeline(Mode mode, Scripted tool) {
    return pipeline(mode, Map.of("search", tool));
  }

  private ToolPipeline pipeline(Mode mode, Map<String, LoadedTool> tools) {
    Brief brief = new FakeRollout().mode(mode).brief();
    var scope =
        new RolloutScope(
            new UUID(0, 1),
            new UUID(0, 2),
            new UUID(0, 3),
            1,
            List.of(),
            (round, note) -> told.add(note));
    var limits =
        new ToolLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 2, Duration.ZERO, Duration.ZERO, 500_000);
    var services =
        new ToolServices(
            () -> new PluginCatalogue(List.of(), List.of(), List.of(), List.of()),
            new GuardedHttp(EgressPolicy.DEFAULT),
            new FixedSettings(Map.of("token", "hunter2-canary".repeat(10))),
            (tenant, name) -> Optional.empty(),
            new Pages(told),
            FakeRollout.TOKENS,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            limits);
    var reader =
        new ReaderModels(
            "none",
            (prompt, key) -> {
              told.add(((Message.User) prompt.messages().getFirst()).content());
              return new ModelOutcome.Failure(ModelFailureCode.UNREACHABLE, "none", null);
            },
            FakeRollout.TOKENS);
    return new ToolPipeline(brief, scope, tools, reader, services);
  }

  private static Scripted tool(Effect effect, ToolResult... results) {
    var answers = new ArrayDeque<Function<ToolContext, ToolResult>>();
    Arrays.stream(results).forEach(result -> answers.add(context -> result));
    return new Scripted(effect, answers);
  }

  private static Scripted asking(Function<ToolContext, ToolResult> answer) {
    return new Scripted(Effect.READ, new ArrayDeque<>(List.of(answer)));
  }

  /** Gives its results in order. */
  private record Scripted(Effect effect, Deque<Function<ToolContext, ToolResult>> results)
      implements SearchTool {
    @Override
    public ToolResult call(String argumentsJson, DiscreetContext context, Duration timeout) {
      return results.removeFirst().apply(context);
    }
  }

  /** Keeps what files are about. */
  private record Pages(List<String> told) implements PageStore {
    @Override
    public Optional<String> text(UUID tenantId, UUID jobId, SourceRef source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String artifact(UUID tenantId, UUID jobId, String name, String type, byte[] content) {
      told.add(new String(content, UTF_8));
      return "/" + name;
    }
  }
}
