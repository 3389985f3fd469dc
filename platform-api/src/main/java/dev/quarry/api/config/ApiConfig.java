package dev.quarry.api.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the platform API. The database logins are ordinary Quarkus datasources: the default
 * one connects as {@code quarry_api}, {@code scheduler} as {@code quarry_scheduler} and, where this
 * process is to migrate the schema and make the first tenant, {@code owner} as {@code
 * quarry_owner}.
 */
@ConfigMapping(prefix = "quarry.api")
public interface ApiConfig {
  /** Bounds of what a client may send. */
  Requests requests();

  /** How long ended jobs are kept. */
  Retention retention();

  /** How API keys are looked up. */
  Keys keys();

  /** The first tenant and the first operator. */
  Bootstrap bootstrap();

  /**
   * Address ranges of proxies before this process, as in {@code 10.0.0.0/8}. Only of these is
   * {@code X-Forwarded-For} believed, where a key's allowed addresses and the audit log need to
   * know where a request comes from.
   */
  Optional<List<String>> proxies();

  /** Bounds of what a tenant may have, and how one is deleted. */
  Tenants tenants();

  /** Process whose end ends this one; for local use. */
  Optional<Long> parentPid();

  /** Folders that tenants may index. */
  Corpora corpora();

  /** Bounds of how fast and how much a tenant may ask. */
  Intake intake();

  /** What an estimate goes by. */
  Estimates estimates();

  /** Bounds of what is told about usage. */
  Usage usage();

  /** What runners offer. */
  Catalogue catalogue();

  /** Live events. */
  Events events();

  /** The way from the outbox to Kafka. */
  Relay relay();

  /** Topics of the platform. */
  Kafka kafka();

  /** The database schema. */
  Database database();

  /** Bounds of what a client may send. */
  interface Requests {
    /** Longest body in bytes; a longer one is answered with 413. */
    @WithDefault("1048576")
    int bodyBytes();

    /** Deepest nesting of objects and arrays in a body. */
    @WithDefault("16")
    int depth();

    /** Longest question in characters. */
    @WithDefault("20000")
    int questionCharacters();

    /** Most toolsets, and most corpora, that one job may name. */
    @WithDefault("32")
    int names();

    /** Most metadata entries of a job. */
    @WithDefault("16")
    int metadataEntries();

    /** Longest metadata key in characters. */
    @WithDefault("64")
    int metadataKeyCharacters();

    /** Longest metadata value in characters. */
    @WithDefault("1024")
    int metadataValueCharacters();

    /** How far ahead, at most, a job's start may be put off. */
    @WithDefault("720h")
    Duration notBeforeMost();

    /** Longest message to a job in characters. */
    @WithDefault("4000")
    int messageCharacters();

    /** Most messages that steer one job; answers to what it asks are not counted. */
    @WithDefault("20")
    int messages();

    /** Jobs of a page where the client does not say. */
    @WithDefault("20")
    int pageSize();

    /** Most jobs of a page. */
    @WithDefault("100")
    int pageSizeMax();

    /** How long an {@code Idempotency-Key} is remembered. */
    @WithDefault("24h")
    Duration idempotencyTtl();

    /** How often, at most, forgotten keys of a tenant are removed. */
    @WithDefault("1h")
    Duration idempotencySweep();
  }

  /** How long ended jobs are kept. */
  interface Retention {
    /**
     * Days from the end of a job until it is deleted with all its data, 1 to 3,650, for jobs whose
     * client does not say; those submitted earlier keep what they were given. Without it they are
     * kept until somebody deletes them.
     */
    Optional<Integer> days();

    /** Time between two sweeps that delete expired jobs. */
    @WithDefault("10m")
    Duration sweep();

    /** Expired jobs that are looked for at once. */
    @WithDefault("100")
    int batch();
  }

  /** How API keys are looked up. */
  interface Keys {
    /**
     * How long a key that was found is trusted without looking again; a revocation waits for it.
     */
    @WithDefault("5s")
    Duration cacheFor();

    /** Most keys that are kept so. */
    @WithDefault("10000")
    long cacheEntries();

    /** How often, at most, the last use of a key is written down. */
    @WithDefault("1m")
    Duration touchEvery();
  }

  /** Bounds of what a tenant may have, and how one is deleted. */
  interface Tenants {
    /** Most API keys of a tenant that are not revoked. */
    @WithDefault("1000")
    int keys();

    /** Most members of a tenant. */
    @WithDefault("10000")
    int members();

    /** Most projects of a tenant, archived ones included. */
    @WithDefault("1000")
    int projects();

    /** Most secrets of a tenant. */
    @WithDefault("200")
    int secrets();

    /** Longest secret in bytes of UTF-8. */
    @WithDefault("16384")
    int secretBytes();

    /** Jobs that the deletion of a tenant removes in one transaction. */
    @WithDefault("200")
    int purgeBatch();
  }

  /** The first tenant and the first operator. */
  interface Bootstrap {
    /**
     * Where the key of the first tenant is written, readable by this user only. Needs the
     * datasource {@code owner}. Nothing is made when there is a tenant already.
     */
    Optional<Path> keyFile();

    /**
     * Where the operator's first key is written, in the same way. Nothing is made when there is an
     * operator's key already that is not revoked.
     */
    Optional<Path> operatorKeyFile();
  }

  /** Folders that tenants may index. */
  interface Corpora {
    /** Absolute folders; a corpus must lie in one of them, symbolic links resolved. */
    Optional<List<Path>> roots();

    /** Most corpora of a tenant. */
    @WithDefault("100")
    int perTenant();
  }

  /** Bounds of how fast and how much a tenant may ask. */
  interface Intake {
    /** Most jobs that a tenant may submit within {@code window}, over all replicas. */
    @WithDefault("60000")
    int submits();

    /** The time for {@code submits}. */
    @WithDefault("1m")
    Duration window();

    /** Most rollouts of a tenant that may wait for a slot. */
    @WithDefault("100000")
    int queued();

    /** What a client is told to wait whose tenant has too many in the queue. */
    @WithDefault("10s")
    Duration retryAfter();
  }

  /** What an estimate goes by. */
  interface Estimates {
    /** Most jobs of the past, the latest, that it is made of. */
    @WithDefault("200")
    int jobs();

    /** Fewest such jobs; with fewer the bounds of the job's own budget are told. */
    @WithDefault("5")
    int leastJobs();
  }

  /** Bounds of what is told about usage. */
  interface Usage {
    /** Longest time that one request may ask about, in days. */
    @WithDefault("400")
    int days();

    /** Most rows of one answer. */
    @WithDefault("10000")
    int rows();
  }

  /** What runners offer. */
  interface Catalogue {
    /** How long what was read is served again. */
    @WithDefault("1s")
    Duration maxAge();

    /** A runner counts as present when it was seen within this time. */
    @WithDefault("1m")
    Duration seenWithin();

    /** What a client is told to wait when no runner has ever come. */
    @WithDefault("5s")
    Duration retryAfter();
  }

  /** Live events. */
  interface Events {
    /** Time between two heartbeat comments. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How often a stream looks into the database while Kafka does not answer. */
    @WithDefault("1s")
    Duration pollWithoutKafka();

    /** How often a stream looks without having been told to: finds what nobody announced. */
    @WithDefault("5s")
    Duration poll();

    /** Most open streams of a tenant on one replica; one more is answered with 429. */
    @WithDefault("500")
    int streamsPerTenant();

    /** A client that does not take a waiting event within this time is dropped. */
    @WithDefault("10s")
    Duration slowClient();

    /** Progress notes that wait for a client; the oldest is dropped. */
    @WithDefault("32")
    int pendingProgress();

    /** Steps that are read at once. */
    @WithDefault("100")
    int pageSize();

    /** How much of a reply's or a tool result's text an event carries, in characters. */
    @WithDefault("2000")
    int contentCharacters();
  }

  /** The way from the outbox to Kafka. */
  interface Relay {
    /** Rows that are sent in one transaction. */
    @WithDefault("500")
    int batch();

    /** Time between two looks into an empty outbox. */
    @WithDefault("100ms")
    Duration idle();

    /** Longest wait after failures of Kafka or PostgreSQL; it doubles from the idle time on. */
    @WithDefault("5s")
    Duration maxBackOff();

    /** How long Kafka has to acknowledge a record. */
    @WithDefault("10s")
    Duration deliveryTimeout();

    /** How often the outbox is measured for the metrics. */
    @WithDefault("5s")
    Duration measureEvery();
  }

  /** Topics of the platform. */
  interface Kafka {
    /** Time between two tries to reach the broker for the topics. */
    @WithDefault("1s")
    Duration retryEvery();
  }

  /** The database schema. */
  interface Database {
    /** How long the start waits for the schema where another process migrates it. */
    @WithDefault("60s")
    Duration awaitSchema();
  }
}
