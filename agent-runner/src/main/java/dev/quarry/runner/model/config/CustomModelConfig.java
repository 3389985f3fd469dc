package dev.quarry.runner.model.config;

import dev.quarry.core.trajectory.Protocol;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The short way to one model: with a URL set, a profile named {@code custom} exists and is the
 * default.
 */
@ConfigMapping(prefix = "quarry.model")
public interface CustomModelConfig {
  /**
   * Base URLs of servers that speak the chat completions API, separated by commas, for example
   * {@code http://127.0.0.1:8000/v1}. Environment: {@code QUARRY_MODEL_URL}.
   */
  Optional<String> url();

  /** Name of the model as the server knows it. Environment: {@code QUARRY_MODEL_NAME}. */
  Optional<String> name();

  /** Key of the server, sent as bearer token. Environment: {@code QUARRY_MODEL_KEY}. */
  Optional<String> key();

  /**
   * How the model writes calls: {@code tags} or {@code native}. Unset: {@code tags} when its name
   * contains {@code tongyi} or {@code deepresearch}, else {@code native}. Environment: {@code
   * QUARRY_MODEL_PROTOCOL}.
   */
  Optional<Protocol> protocol();

  /** What a million tokens of prompts cost. Environment: {@code QUARRY_MODEL_INPUT_PRICE}. */
  @WithDefault("0")
  BigDecimal inputPrice();

  /** What a million tokens of replies cost. Environment: {@code QUARRY_MODEL_OUTPUT_PRICE}. */
  @WithDefault("0")
  BigDecimal outputPrice();

  /**
   * Most requests within a minute of all runners together. Unset: no limit. Environment: {@code
   * QUARRY_MODEL_REQUESTS_PER_MINUTE}.
   */
  Optional<Long> requestsPerMinute();

  /**
   * Most tokens within a minute, of prompts and replies of all runners together. Unset: no limit.
   * Environment: {@code QUARRY_MODEL_TOKENS_PER_MINUTE}.
   */
  Optional<Long> tokensPerMinute();
}
