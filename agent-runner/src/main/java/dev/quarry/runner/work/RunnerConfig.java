package dev.quarry.runner.work;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a runner. */
@ConfigMapping(prefix = "quarry.runner")
public interface RunnerConfig {
  /** Name of this runner in leases and logs; made of host and process id where not given. */
  Optional<String> id();

  /** Rollouts worked on at the same time. */
  @WithDefault("16")
  int slots();

  /** How long a lease lasts without a heartbeat; heartbeats come every third of it. */
  @WithDefault("30s")
  Duration leaseTime();

  /** Longest wait until a runner looks for work by itself, without a permit. */
  @WithDefault("5s")
  Duration sweep();

  /** How long steps in hand may take after SIGTERM before leases are handed back regardless. */
  @WithDefault("60s")
  Duration drain();

  /**
   * How long a rollout that only a newer runner understands is left alone before the next claim.
   */
  @WithDefault("15s")
  Duration handOverPause();

  /** Folders with plugin files, or such files themselves. */
  @WithDefault("plugins")
  List<Path> plugins();

  /** Folder for unpacked plugins and the indexes of corpora. */
  @WithDefault(".quarry/runner")
  Path data();

  /** Process whose end ends this runner; for local use. */
  Optional<Long> parentPid();

  /** How long the database may take to be there and migrated at start. */
  @WithDefault("120s")
  Duration startTimeout();

  Fairness fairness();

  Tools tools();

  Egress egress();

  Context context();

  Budgets budgets();

  ProviderLimits providerLimits();

  /** How all runners together keep to the rate limits of model providers; the same on all. */
  interface ProviderLimits {
    /**
     * Of a minute's requests and tokens, those of so much time may go out at once after a quiet
     * time. More: fewer waits for who comes rarely, less of the limit for who asks all the time.
     * 100 ms to 30 s.
     */
    @WithDefault("3s")
    Duration burst();

    /**
     * For how long a runner takes out of the shared limit at once; what it has not used by then is
     * lost. More: fewer changes of the row that all runners share. 100 ms to 10 s.
     */
    @WithDefault("1s")
    Duration portion();

    /** Time between two looks whether a provider has asked another runner for a pause. */
    @WithDefault("1s")
    Duration sweep();
  }

  /** Budgets of tenants and projects. */
  interface Budgets {
    /**
     * Tokens that are held back for each rollout's final answer, beside as many as its last prompt
     * and a reply: when a budget is used up the search ends, and the report is written out of this.
     */
    @WithDefault("16384")
    int synthesisTokens();

    /** Tokens that are reserved for a reply where neither profile nor mode caps it. */
    @WithDefault("8192")
    int replyTokens();

    /**
     * Time between two looks which tenants have budgets, and for which rollouts something is
     * reserved that nobody works on. A new tenant's first budget waits for it.
     */
    @WithDefault("5s")
    Duration sweep();

    /** Most rollouts whose reservations one such look gives back. */
    @WithDefault("500")
    int sweepBatch();
  }

  /**
   * What a tenant's virtual time is charged, by which its turn is decided, and when a rollout
   * leaves its slot to others; the same for all runners of an installation.
   */
  interface Fairness {
    /**
     * What a rollout that holds a slot counts for beyond what it has used. With more, tenants have
     * the same number of slots at each moment; with less, it is sooner made up for what one had too
     * little.
     */
    @WithDefault("100")
    double ahead();

    /** For a second of a slot. */
    @WithDefault("1")
    double perSlotSecond();

    /** For a token into or out of a model. */
    @WithDefault("0.0001")
    double perToken();

    /**
     * How much further a tenant's turn has to be, in slot-seconds divided by its weight, for one of
     * its rollouts to leave its slot to a tenant that waits. Only while no slot is free.
     */
    @WithDefault("100")
    double yieldDistance();

    /** How long a rollout has its slot at least before it leaves it to others. */
    @WithDefault("60s")
    Duration yieldAfter();

    /** How long a rollout has held slots, all in all, when it counts as long. */
    @WithDefault("30m")
    Duration longAfter();

    /**
     * Of so many slots one, rounded up, is kept free of long rollouts; they leave these when short
     * work waits. An installation with a single slot keeps none free. From 2.
     */
    @WithDefault("16")
    int reserveOneIn();
  }

  /** Limits of tool calls. */
  interface Tools {
    /** Of one call. */
    @WithDefault("920s")
    Duration timeout();

    /** Of one question to a search or page source. */
    @WithDefault("120s")
    Duration sourceTimeout();

    /**
     * Further tries of a call whose failure may pass. None by default: the shipped tools and
     * sources try again by themselves, and one owner of a retry is enough.
     */
    @WithDefault("0")
    int retries();

    /** Pause before the first further try; doubled for each one more. */
    @WithDefault("1s")
    Duration retryPause();

    /** Longest such pause, also where a service asks for more. */
    @WithDefault("30s")
    Duration retryPauseMax();

    /** Characters of one stored page; longer ones are cut. */
    @WithDefault("2000000")
    int maxSourceCharacters();

    /** For so long a runner remembers which secrets a tenant has set. Values are not remembered. */
    @WithDefault("5s")
    Duration secretNamesFor();
  }

  /** Where plugins may connect to. */
  interface Egress {
    /** Ports beside 80 and 443. */
    Optional<List<Integer>> ports();

    /** Private addresses opened by the operator, as host:port or CIDR; none unless listed. */
    Optional<List<String>> allowPrivate();
  }

  /** Token limits of prompts. */
  interface Context {
    /** Prompt size at which ReAct is asked for its answer. */
    @WithDefault("112640")
    int forcedAnswerTokens();

    /** Cap of what one tool call shows in IterResearch. */
    @WithDefault("32000")
    int observationTokens();

    /** Cap of the report carried from round to round. */
    @WithDefault("6000")
    int reportTokens();
  }
}
