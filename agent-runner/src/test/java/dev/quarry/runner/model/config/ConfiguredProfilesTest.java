package dev.quarry.runner.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelGateway;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.ModelRole;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.ThinkMode;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredProfilesTest {
  private static final Prompt PROMPT =
      new Prompt(
          List.of(new Message.User("q")),
          List.of(),
          new Sampling(0.6, null, null, null, List.of(), false));

  @Test
  void withoutConfigurationTheBuiltInModelServes() {
    // When
    ModelProfiles profiles = read(Map.of(), Map.of());
    // Then
    assertThat(profiles.defaultProfile().name()).isEqualTo("extractive");
    assertThat(profiles.defaultProfile().provider()).isEqualTo(new Provider.BuiltIn());
    assertThat(profiles.all()).hasSize(1);
  }

  @Test
  void environmentSetsUpAnyServer() {
    // When
    ModelProfile profile =
        read(
                Map.of(
                    "QUARRY_MODEL_URL", "http://127.0.0.1:8000/v1, http://127.0.0.1:8001/v1",
                    "QUARRY_MODEL_NAME", "Qwen/Qwen3-32B",
                    "QUARRY_MODEL_KEY", "sk-1"),
                Map.of())
            .defaultProfile();
    // Then
    assertThat(profile.name()).isEqualTo("custom");
    assertThat(profile.modelName()).isEqualTo("Qwen/Qwen3-32B");
    assertThat(profile.protocol()).isEqualTo(Protocol.NATIVE);
    assertThat(((Provider.ChatCompletions) profile.provider()).baseUrls())
        .containsExactly(
            URI.create("http://127.0.0.1:8000/v1"), URI.create("http://127.0.0.1:8001/v1"));
    assertThat(profile.sampling().agent(Mode.REACT))
        .isEqualTo(new Sampling(0.6, null, null, null, List.of(), false));
    assertThat(profile.limits()).isEqualTo(CallLimits.DEFAULT);
  }

  @Test
  void protocolFollowsTheNameUnlessSaidOtherwise() {
    assertThat(protocol(Map.of("QUARRY_MODEL_NAME", "alibaba/tongyi-deepresearch-30b-a3b")))
        .isEqualTo(Protocol.TAGS);
    assertThat(protocol(Map.of("QUARRY_MODEL_NAME", "my-Deep-Research-ft")))
        .isEqualTo(Protocol.TAGS);
    assertThat(protocol(Map.of("QUARRY_MODEL_NAME", "gpt-oss:20b"))).isEqualTo(Protocol.NATIVE);
    assertThat(protocol(Map.of("QUARRY_MODEL_NAME", "gpt-oss", "QUARRY_MODEL_PROTOCOL", "tags")))
        .isEqualTo(Protocol.TAGS);
  }

  @Test
  void halfAShortcutIsRefused() {
    assertThatThrownBy(() -> read(Map.of("QUARRY_MODEL_URL", "http://h/v1"), Map.of()))
        .hasMessageContaining("QUARRY_MODEL_NAME");
    assertThatThrownBy(() -> read(Map.of("QUARRY_MODEL_KEY", "sk-hidden"), Map.of()))
        .hasMessageContaining("QUARRY_MODEL_URL is not")
        .message()
        .doesNotContain("sk-hidden");
  }

  @Test
  void profilesAreReadWithTheirOverridesAndRoles() {
    // When
    ModelProfiles profiles =
        read(
            Map.of(),
            Map.of(
                "quarry.models.default", "lab",
                "quarry.models.roles.reader", "extractive",
                "quarry.models.profiles.lab.base-urls", "http://a/v1,http://b/v1",
                "quarry.models.profiles.lab.model", "tongyi",
                "quarry.models.profiles.lab.think-mode", "inline",
                "quarry.models.profiles.lab.context-tokens", "65536",
                "quarry.models.profiles.lab.sampling.temperature", "0.85",
                "quarry.models.profiles.lab.sampling.logprobs", "false",
                "quarry.models.profiles.lab.limits.tries", "3"));
    // Then
    ModelProfile lab = profiles.defaultProfile();
    assertThat(lab.thinkMode()).isEqualTo(ThinkMode.INLINE);
    assertThat(lab.contextTokens()).isEqualTo(65_536);
    assertThat(lab.sampling().agent(Mode.REACT))
        .isEqualTo(
            new Sampling(
                0.85, 0.95, 1.1, 10_000, List.of("\n<tool_response>", "<tool_response>"), false));
    assertThat(lab.limits().retry().tries()).isEqualTo(3);
    assertThat(lab.limits().timeout()).isEqualTo(CallLimits.DEFAULT.timeout());
    assertThat(profiles.serving(ModelRole.READER, lab).name()).isEqualTo("extractive");
  }

  @Test
  void defaultsOfTheMappingAreThoseOfTheRecords() {
    // When
    ModelProfile profile =
        read(
                Map.of(),
                Map.of(
                    "quarry.models.profiles.x.base-urls", "http://a/v1",
                    "quarry.models.profiles.x.model", "m"))
            .get("x");
    // Then
    assertThat(profile.limits()).isEqualTo(CallLimits.DEFAULT);
  }

  @Test
  void badValuesAreRefusedWithTheirKey() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(),
                    Map.of(
                        "quarry.models.profiles.x.base-urls", "http://a/v1",
                        "quarry.models.profiles.x.model", "m",
                        "quarry.models.profiles.x.sampling.temperature", "3")))
        .hasMessageContaining("quarry.models.profiles.x")
        .hasMessageContaining("temperature is 3.0")
        .hasMessageContaining("0.0 to 2.0");
    assertThatThrownBy(
            () ->
                read(
                    Map.of("QUARRY_MODEL_URL", "127.0.0.1:8000/v1", "QUARRY_MODEL_NAME", "m"),
                    Map.of()))
        .hasMessageContaining("QUARRY_MODEL_URL")
        .hasMessageContaining("http://127.0.0.1:8000/v1");
    assertThatThrownBy(() -> read(Map.of(), Map.of("quarry.models.default", "nope")))
        .hasMessageContaining("'nope'");
  }

  @Test
  void pricesAreKeptInMillionthsAndRepliesSayWhatTheyCost() throws InterruptedException {
    // Given
    ModelProfiles profiles =
        read(
            Map.of(
                "QUARRY_MODEL_URL", "http://h/v1",
                "QUARRY_MODEL_NAME", "m",
                "QUARRY_MODEL_OUTPUT_PRICE", "10"),
            Map.of(
                "quarry.models.profiles.x.base-urls", "http://a/v1",
                "quarry.models.profiles.x.model", "m",
                "quarry.models.profiles.x.price.input", "0.15",
                "quarry.models.profiles.x.price.output", "0.6"));
    ModelGateway gateway =
        new ModelGateway(
            profiles,
            profile ->
                (prompt, key) ->
                    new ModelOutcome.Reply(
                        new ModelReply(
                            "c", null, List.of(), "stop", new TokenUsage(100, 20, true), "e")));

    // Then
    assertThat(profiles.get("x").price()).isEqualTo(new Price(150_000, 600_000));
    assertThat(profiles.get("custom").price()).isEqualTo(new Price(0, 10_000_000));
    assertThat(profiles.get("extractive").price()).isEqualTo(Price.NONE);
    assertThat(gateway.model("x").ask(PROMPT, "k"))
        .isInstanceOfSatisfying(
            ModelOutcome.Reply.class, r -> assertThat(r.reply().usage().micros()).isEqualTo(27));
    assertThat(gateway.model("custom").ask(PROMPT, "k", note -> {}))
        .isInstanceOfSatisfying(
            ModelOutcome.Reply.class, r -> assertThat(r.reply().usage().micros()).isEqualTo(200));
  }

  @Test
  void priceOutOfRangeIsRefused() {
    for (String price : List.of("-1", "1000.1", "0.0000001")) {
      assertThatThrownBy(
              () ->
                  read(
                      Map.of(),
                      Map.of(
                          "quarry.models.profiles.x.base-urls", "http://a/v1",
                          "quarry.models.profiles.x.model", "m",
                          "quarry.models.profiles.x.price.input", price)))
          .hasMessageContaining("quarry.models.profiles.x: the input price is " + price)
          .hasMessageContaining("0 to 1000 with at most six decimals");
    }
  }

  @Test
  void rateLimitsAreRead() {
    // When
    ModelProfiles profiles =
        read(
            Map.of(
                "QUARRY_MODEL_URL", "http://a/v1",
                "QUARRY_MODEL_NAME", "m",
                "QUARRY_MODEL_TOKENS_PER_MINUTE", "100000"),
            Map.of(
                "quarry.models.profiles.x.base-urls", "http://b/v1",
                "quarry.models.profiles.x.model", "m",
                "quarry.models.profiles.x.limits.requests-per-minute", "60"));
    // Then
    assertThat(profiles.get("custom").limits().rate()).isEqualTo(new ProviderRate(null, 100_000L));
    assertThat(profiles.get("x").limits().rate()).isEqualTo(new ProviderRate(60L, null));
    assertThat(profiles.get("extractive").limits().rate()).isEqualTo(ProviderRate.UNLIMITED);
    assertThatThrownBy(
            () ->
                read(
                    Map.of(),
                    Map.of(
                        "quarry.models.profiles.x.base-urls", "http://b/v1",
                        "quarry.models.profiles.x.model", "m",
                        "quarry.models.profiles.x.limits.tokens-per-minute", "0")))
        .hasMessage(
            "quarry.models.profiles.x: tokens-per-minute is 0; at least 1 is accepted, or nothing"
                + " for no limit");
  }

  @Test
  void profilesOfOneKeyAndModelHaveToAgreeOnItsLimits() {
    // Given
    Map<String, String> two = new HashMap<>();
    for (String name : List.of("quick", "sure")) {
      two.put("quarry.models.profiles." + name + ".base-urls", "http://h/" + name);
      two.put("quarry.models.profiles." + name + ".model", "m");
      two.put("quarry.models.profiles." + name + ".key", "sk-1");
    }
    two.put("quarry.models.profiles.quick.limits.requests-per-minute", "60");
    // When / Then
    assertThatThrownBy(() -> read(Map.of(), two))
        .hasMessage(
            "quarry.models: model profiles 'quick' and 'sure' ask the same model with the same key,"
                + " but one has 60 requests and any number of tokens a minute, the other any number"
                + " of requests and any number of tokens a minute; give both the same"
                + " limits.requests-per-minute and limits.tokens-per-minute");
    // When
    two.put("quarry.models.profiles.sure.limits.requests-per-minute", "60");
    // Then
    assertThat(read(Map.of(), two).all()).hasSize(3);
    // When
    two.put("quarry.models.profiles.sure.limits.requests-per-minute", "90");
    two.put("quarry.models.profiles.sure.key", "sk-2");
    // Then
    assertThat(read(Map.of(), two).all()).hasSize(3);
  }

  private static Protocol protocol(Map<String, String> env) {
    Map<String, String> all = new HashMap<>(env);
    all.put("QUARRY_MODEL_URL", "http://h/v1");
    return read(all, Map.of()).defaultProfile().protocol();
  }

  private static ModelProfiles read(Map<String, String> env, Map<String, String> properties) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(ModelsConfig.class)
            .withMapping(CustomModelConfig.class)
            .withSources(
                new EnvConfigSource(env, 300), new PropertiesConfigSource(properties, "test", 200))
            .build();
    return ConfiguredProfiles.read(
        config.getConfigMapping(ModelsConfig.class),
        config.getConfigMapping(CustomModelConfig.class));
  }
}
