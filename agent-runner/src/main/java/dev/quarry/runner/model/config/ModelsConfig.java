package dev.quarry.runner.model.config;

import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.model.ThinkMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models that jobs can ask for. */
@ConfigMapping(prefix = "quarry.models")
public interface ModelsConfig {
  /**
   * Profile of jobs that ask for none. Unset: {@code custom} when {@code QUARRY_MODEL_URL} is set,
   * else {@code extractive}.
   */
  @WithName("default")
  Optional<String> defaultProfile();

  /** Profiles by name, beside the built-in {@code extractive}. */
  Map<String, Profile> profiles();

  /** Which profile serves which role. */
  Roles roles();

  /** Currency of all prices, a code of ISO 4217. Amounts that are kept do not change with it. */
  @WithDefault("USD")
  String currency();

  /** A model and how it is asked. */
  interface Profile {
    /**
     * Base URLs of 1 to 64 servers with this model, for example {@code http://127.0.0.1:8000/v1}. A
     * rollout stays with one of them while it is healthy.
     */
    List<String> baseUrls();

    /** Name of the model as the servers know it. */
    String model();

    /** Key of the servers, sent as bearer token. */
    Optional<String> key();

    /**
     * How the model writes calls: {@code tags} or {@code native}. Unset: by the model's name, as
     * with {@code QUARRY_MODEL_PROTOCOL}.
     */
    Optional<Protocol> protocol();

    /** Where its thinking is: {@code inline}, {@code reasoning-field} or {@code none}. */
    @WithDefault("reasoning-field")
    ThinkMode thinkMode();

    /** Tokens that the model can take, prompt and reply together. */
    @WithDefault("131072")
    int contextTokens();

    /** What is sampled otherwise than published. */
    Sampling sampling();

    /** Limits of its requests. */
    Limits limits();

    /** What its tokens cost. */
    Prices price();
  }

  /** Prices in the installation's currency. */
  interface Prices {
    /** Of a million tokens of prompts, as in {@code 0.15}; at most 1000, with six decimals. */
    @WithDefault("0")
    BigDecimal input();

    /** The same for tokens of replies. */
    @WithDefault("0")
    BigDecimal output();
  }

  /** Fields of the agent's requests; an unset one keeps the default of mode and protocol. */
  interface Sampling {
    /** 0 to 2. */
    Optional<Double> temperature();

    /** Above 0, at most 1. */
    Optional<Double> topP();

    /** -2 to 2. */
    Optional<Double> presencePenalty();

    /** Most tokens of one reply. */
    Optional<Integer> maxTokens();

    /** Texts that end a reply. */
    Optional<List<String>> stop();

    /** Whether log probabilities are asked for. */
    Optional<Boolean> logprobs();
  }

  /** Limits of the requests to a provider. */
  interface Limits {
    /** Time of one try, from connecting to the last byte of the answer. */
    @WithDefault("PT600S")
    Duration timeout();

    /** Time of connecting. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** Largest answer that is read, in bytes. */
    @WithDefault("33554432")
    int maxReplyBytes();

    /** How long a server that failed is passed over while another is healthy. */
    @WithDefault("PT30S")
    Duration endpointRest();

    /** How many rollouts' choices of a server are remembered. */
    @WithDefault("10000")
    int stickyKeys();

    /** Tries in all, 1 to 100. */
    @WithDefault("10")
    int tries();

    /** Wait after the first failure; doubled each time. */
    @WithDefault("PT1S")
    Duration backoffBase();

    /** Longest wait between tries. */
    @WithDefault("PT30S")
    Duration backoffCap();

    /** Longest wait that a server can ask for by {@code Retry-After}. */
    @WithDefault("PT120S")
    Duration retryAfterCap();

    /**
     * Most requests within a minute of all runners together, as the provider allows the key for the
     * model. Profiles with the same servers, key and model share it and give the same. Unset: no
     * limit.
     */
    Optional<Long> requestsPerMinute();

    /** The same for tokens, of prompts and replies together. */
    Optional<Long> tokensPerMinute();
  }

  /** Profiles by role. */
  interface Roles {
    /** The agent of jobs that ask for no model. Unset: the default profile. */
    Optional<String> agent();

    /** Extracts evidence from pages. Unset: the job's own model. */
    Optional<String> reader();

    /** Joins several reports. Unset: the job's own model. */
    Optional<String> synthesiser();

    /** Compares answers. Unset: the job's own model. */
    Optional<String> judge();
  }
}
