package dev.quarry.runner.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.tenancy.Kek;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.SecretStore;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.localstack.Role;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.plugin.DiscreetContext;
import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.tool.egress.EgressPolicy;
import dev.quarry.runner.tool.egress.GuardedHttp;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tools get of the secrets that tenants have set, under the rights of the runner's role. */
class TenantSecretsIT {
  private static final String NAME = "wiki.token";
  private static final String INSTALLATIONS = "canary-of-the-installation";
  private static final Keks KEYS = new Keks(kek(1), List.of());

  private static final Duration SECOND = Duration.ofSeconds(1);

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
  }

  @Test
  void eachTenantGetsItsOwnAndOneWithoutGetsTheInstallations() throws Exception {
    // Given
    UUID first = tenant("first", "canary-of-first");
    UUID second = tenant("second", "canary-of-second");
    UUID third = database.tenant("third");
    // When
    var tool = new Echo();
    for (UUID tenant : List.of(first, second, third, first)) {
      pipeline(tenant, KEYS, tool).invoke(call());
    }
    // Then
    assertThat(tool.given)
        .containsExactly("canary-of-first", "canary-of-second", INSTALLATIONS, "canary-of-first");
  }

  @Test
  void runnerWithoutTheRightKeyFailsTheCallAndGivesNothingInstead() throws Exception {
    // Given
    UUID tenant = tenant("first", "canary-of-first");
    UUID without = database.tenant("without");
    for (Keks keys : List.of(new Keks(kek(2), List.of()), Keks.NONE)) {
      var tool = new Echo();
      // When
      ToolOutcome outcome = pipeline(tenant, keys, tool).invoke(call());
      // Then
      assertThat(outcome.failure()).isEqualTo("not-configured");
      assertThat(outcome.content())
          .contains("secret wiki.token cannot be opened", kek(1).id(), "quarry.kek.file");
      assertThat(tool.given).isEmpty();

      // And who has set none is not touched by it
      pipeline(without, keys, tool).invoke(call());
      assertThat(tool.given).containsExactly(INSTALLATIONS);
    }
  }

  @Test
  void secretThatAToolEchoesIsNotInTheStepNorInTheNextPrompt() throws Exception {
    // Given
    UUID tenant = tenant("first", "canary-of-first");
    ToolPipeline pipeline = pipeline(tenant, KEYS, new Echo());
    var rollout =
        new FakeRollout()
            .tool(call -> invoke(pipeline, call))
            .replies(
                "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>",
                "<answer>Done.</answer>");
    // When
    rollout.run();
    // Then
    assertThat(rollout.journal)
        .extracting(StepRecord::step)
        .filteredOn(Step.ToolReturned.class::isInstance)
        .singleElement()
        .satisfies(
            step ->
                assertThat(((Step.ToolReturned) step).content())
                    .isEqualTo("signed in with [secret wiki.token]"));
    assertThat(rollout.prompts.getLast().toString())
        .contains("[secret wiki.token]")
        .doesNotContain("canary");
  }

  @Test
  void indexingOfACorpusGetsTheSecretsOfItsTenant() {
    // Given
    UUID tenant = tenant("first", "canary-of-first");
    var folder = new CorpusFolder("c", "Corpus", Path.of("/docs"), Path.of("/index"));
    // When
    DiscreetContext context =
        IndexingContext.of(services(KEYS), tenant, folder, "source-corpus", SECOND);
    // Then
    assertThat(context.secret(NAME)).contains("canary-of-first");
    assertThat(context.redacted("a.md: canary-of-first refused"))
        .isEqualTo("a.md: [secret wiki.token] refused");
  }

  @Test
  void whatATenantDoesNotKeepIsLookedForOnceInAWhile() {
    // Given
    UUID tenant = tenant("first", "canary-of-first");
    var nanos = new AtomicLong();
    var secrets = secrets(nanos);
    assertThat(secrets.read(tenant, "other.token")).isEmpty();
    // When
    set(tenant, "other.token", "canary-of-other");
    // Then
    assertThat(secrets.read(tenant, "other.token")).isEmpty();

    // And a while later
    nanos.addAndGet(SECOND.toNanos());
    assertThat(secrets.read(tenant, "other.token")).contains("canary-of-other".getBytes(UTF_8));
  }

  @Test
  void whatATenantKeepsIsReadEachTimeAndNeverForAnother() {
    // Given
    UUID first = tenant("first", "canary-of-first");
    UUID second = database.tenant("second");
    var secrets = secrets(new AtomicLong());
    assertThat(secrets.read(second, NAME)).isEmpty();
    assertThat(secrets.read(first, NAME)).contains("canary-of-first".getBytes(UTF_8));
    assertThat(secrets.read(second, NAME)).isEmpty();
    // When
    set(first, NAME, "canary-replaced");
    // Then
    assertThat(secrets.read(first, NAME)).contains("canary-replaced".getBytes(UTF_8));

    // And one that is removed is gone
    new TenantTx(database.as(Role.API))
        .call(first, tx -> new SecretStore(KEYS).delete(tx, first, NAME));
    assertThat(secrets.read(first, NAME)).isEmpty();
  }

  private JdbcTenantSecrets secrets(AtomicLong nanos) {
    return new JdbcTenantSecrets(new TenantTx(database.as(Role.RUNNER)), KEYS, SECOND, nanos::get);
  }

  private static ToolOutcome invoke(ToolPipeline pipeline, ToolCallRequest call) {
    try {
      return pipeline.invoke(call);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Kek kek(int seed) {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    return new Kek(key);
  }

  /** One that has set the secret, as the API does. */
  private UUID tenant(String slug, String value) {
    UUID tenant = database.tenant(slug);
    set(tenant, NAME, value);
    return tenant;
  }

  private void set(UUID tenant, String name, String value) {
    new TenantTx(database.as(Role.API))
        .call(tenant, tx -> new SecretStore(KEYS).put(tx, tenant, name, value.getBytes(UTF_8)));
  }

  private static ToolCallRequest call() {
    return new ToolCallRequest(1, 0, "search", "{\"query\":[\"a\"]}", "key");
  }

  private ToolServices services(Keks keys) {
    TenantTx tenants = new TenantTx(database.as(Role.RUNNER));
    return new ToolServices(
        () -> new PluginCatalogue(List.of(), List.of(), List.of(), List.of()),
        new GuardedHttp(EgressPolicy.DEFAULT),
        new FixedSettings(Map.of(NAME, INSTALLATIONS)),
        new JdbcTenantSecrets(tenants, keys, SECOND),
        new JdbcPageStore(tenants),
        FakeRollout.TOKENS,
        Clock.systemUTC(),
        new ToolLimits(SECOND, SECOND, 0, Duration.ZERO, Duration.ZERO, 1_000));
  }

  private ToolPipeline pipeline(UUID tenant, Keks keys, LoadedTool tool) {
    return new ToolPipeline(
        new FakeRollout().brief(),
        new RolloutScope(tenant, new UUID(0, 2), new UUID(0, 3), 1, List.of(), (round, note) -> {}),
        Map.of("search", tool),
        new ReaderModels(
            "none",
            (prompt, key) -> new ModelOutcome.Failure(ModelFailureCode.UNREACHABLE, "none", null),
            FakeRollout.TOKENS),
        services(keys));
  }

  /** Tells the secret that it was given. */
  private static final class Echo implements SearchTool {
    final List<String> given = new ArrayList<>();

    @Override
    public Effect effect() {
      return Effect.READ;
    }

    @Override
    public ToolResult call(String argumentsJson, DiscreetContext context, Duration timeout) {
      try {
        String secret = context.secret(NAME).orElseThrow();
        given.add(secret);
        return ToolResult.success("signed in with " + secret);
      } catch (ToolException e) {
        return e.toFailure();
      }
    }
  }
}
