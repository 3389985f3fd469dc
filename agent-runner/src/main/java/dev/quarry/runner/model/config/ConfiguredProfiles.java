package dev.quarry.runner.model.config;

import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.ModelRole;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.RetryPolicy;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.SamplingOverride;
import dev.quarry.runner.model.ThinkMode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the profiles that the configuration names. */
public final class ConfiguredProfiles {
  /** Name of the profile that {@code QUARRY_MODEL_URL} sets up. */
  public static final String CUSTOM = "custom";

  private ConfiguredProfiles() {}

  /**
   * @throws IllegalArgumentException when a value is not accepted; the message names the key, the
   *     value (never a model key) and what is accepted
   */
  public static ModelProfiles read(ModelsConfig models, CustomModelConfig custom) {
    List<ModelProfile> profiles = new ArrayList<>();
    models.profiles().forEach((name, profile) -> profiles.add(profile(name, profile)));
    Optional<ModelProfile> shortcut = custom(custom);
    shortcut.ifPresent(profiles::add);
    String fallback = shortcut.map(ModelProfile::name).orElse(ModelProfile.EXTRACTIVE);
    try {
      return new ModelProfiles(
          profiles, models.defaultProfile().orElse(fallback), roles(models.roles()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("quarry.models: " + e.getMessage(), e);
    }
  }

  private static ModelProfile profile(String name, ModelsConfig.Profile config) {
    try {
      Protocol protocol = config.protocol().orElseGet(() -> protocolOf(config.model()));
      return new ModelProfile(
          name,
          config.model(),
          provider(config.baseUrls(), config.key().orElse(null)),
          new Dialect(protocol, config.thinkMode(), config.contextTokens()),
          SamplingDefaults.of(protocol).with(override(config.sampling())),
          limits(config.limits()),
          price(config.price().input(), config.price().output()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "quarry.models.profiles." + name + ": " + e.getMessage(), e);
    }
  }

  private static Optional<ModelProfile> custom(CustomModelConfig config) {
    if (config.url().isEmpty()) {
      if (config.name().isPresent() || config.key().isPresent()) {
        throw new IllegalArgumentException(
            "QUARRY_MODEL_NAME or QUARRY_MODEL_KEY is set, but QUARRY_MODEL_URL is not; set all or"
                + " none");
      }
      return Optional.empty();
    }
    String model =
        config
            .name()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "QUARRY_MODEL_URL is set, but QUARRY_MODEL_NAME is not; give the model's"
                            + " name as the server knows it"));
    Protocol protocol = config.protocol().orElseGet(() -> protocolOf(model));
    try {
      return Optional.of(
          new ModelProfile(
              CUSTOM,
              model,
              provider(Arrays.asList(config.url().get().split(",")), config.key().orElse(null)),
              new Dialect(protocol, ThinkMode.REASONING_FIELD, Dialect.DEFAULT_CONTEXT_TOKENS),
              SamplingDefaults.of(protocol),
              CallLimits.DEFAULT.with(rate(config.requestsPerMinute(), config.tokensPerMinute())),
              price(config.inputPrice(), config.outputPrice())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("QUARRY_MODEL_URL: " + e.getMessage(), e);
    }
  }

  /** Models trained on the tags protocol are known by their published names. */
  static Protocol protocolOf(String model) {
    String name = model.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    return name.contains("tongyi") || name.contains("deepresearch")
        ? Protocol.TAGS
        : Protocol.NATIVE;
  }

  private static Provider provider(List<String> urls, @Nullable String key) {
    List<URI> parsed = urls.stream().map(String::strip).map(ConfiguredProfiles::uri).toList();
    return new Provider.ChatCompletions(parsed, key == null ? null : ApiKey.of(key));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Neither the text nor the cause, which repeats it: it may hold a password.
      throw new IllegalArgumentException(
          "a base URL cannot be read ("
              + e.getReason()
              + "); "
              + Provider.ChatCompletions.ACCEPTED);
    }
  }

  private static SamplingOverride override(ModelsConfig.Sampling config) {
    return new SamplingOverride(
        config.temperature().orElse(null),
        config.topP().orElse(null),
        config.presencePenalty().orElse(null),
        config.maxTokens().orElse(null),
        config.stop().orElse(null),
        config.logprobs().orElse(null));
  }

  private static CallLimits limits(ModelsConfig.Limits config) {
    return new CallLimits(
        config.timeout(),
        config.connectTimeout(),
        config.maxReplyBytes(),
        config.endpointRest(),
        config.stickyKeys(),
        new RetryPolicy(
            config.tries(), config.backoffBase(), config.backoffCap(), config.retryAfterCap()),
        rate(config.requestsPerMinute(), config.tokensPerMinute()));
  }

  private static ProviderRate rate(Optional<Long> requests, Optional<Long> tokens) {
    return new ProviderRate(requests.orElse(null), tokens.orElse(null));
  }

  private static Price price(BigDecimal input, BigDecimal output) {
    return new Price(micros("input", input), micros("output", output));
  }

  private static long micros(String field, BigDecimal price) {
    try {
      long micros = price.movePointRight(6).longValueExact();
      if (micros >= 0 && micros <= Price.MOST) {
        return micros;
      }
    } catch (ArithmeticException e) {
      // Told below like a price out of range.
    }
    throw new IllegalArgumentException(
        "the %s price is %s; accepted are 0 to 1000 with at most six decimals"
            .formatted(field, price.toPlainString()));
  }

  private static Map<ModelRole, String> roles(ModelsConfig.Roles config) {
    Map<ModelRole, String> roles = new EnumMap<>(ModelRole.class);
    config.agent().ifPresent(name -> roles.put(ModelRole.AGENT, name));
    config.reader().ifPresent(name -> roles.put(ModelRole.READER, name));
    config.synthesiser().ifPresent(name -> roles.put(ModelRole.SYNTHESISER, name));
    config.judge().ifPresent(name -> roles.put(ModelRole.JUDGE, name));
    return roles;
  }
}
