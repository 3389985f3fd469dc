package dev.quarry.runner.model;

import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model that jobs can ask for by name.
 *
 * @param name lower-case letters, digits, dots, dashes and underscores; at most 64
 * @param modelName as the provider knows it, and as reports show it
 * @param provider who runs it
 * @param dialect how it talks
 * @param sampling defaults by mode and role
 * @param limits of its requests
 * @param price of its tokens
 */
public record ModelProfile(
    String name,
    String modelName,
    Provider provider,
    Dialect dialect,
    SamplingDefaults sampling,
    CallLimits limits,
    Price price) {
  /** Name of the built-in profile that needs no network. */
  public static final String EXTRACTIVE = "extractive";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ModelProfile {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no profile name; accepted are up to 64 of a-z, 0-9, '.', '_', '-', the first"
              + " one a letter or digit");
    }
    if (modelName.isBlank()) {
      throw new IllegalArgumentException("profile '" + name + "' names no model");
    }
  }

  /**
   * @return the profile of the model inside the runner
   */
  public static ModelProfile extractive() {
    return new ModelProfile(
        EXTRACTIVE,
        EXTRACTIVE,
        new Provider.BuiltIn(),
        new Dialect(Protocol.TAGS, ThinkMode.INLINE, Dialect.DEFAULT_CONTEXT_TOKENS),
        SamplingDefaults.of(Protocol.TAGS),
        CallLimits.DEFAULT,
        Price.NONE);
  }

  /**
   * @return what its provider's limits go by, the same for all profiles with the same servers, key
   *     and model; empty where there is no provider
   */
  public Optional<String> account() {
    return switch (provider) {
      case Provider.BuiltIn builtIn -> Optional.empty();
      case Provider.ChatCompletions servers -> Optional.of(servers.account(modelName));
    };
  }

  public Protocol protocol() {
    return dialect.protocol();
  }

  public ThinkMode thinkMode() {
    return dialect.thinkMode();
  }

  public int contextTokens() {
    return dialect.contextTokens();
  }
}
