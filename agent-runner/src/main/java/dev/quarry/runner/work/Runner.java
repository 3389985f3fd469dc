package dev.quarry.runner.work;

import dev.quarry.core.budget.LedgerStore;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.LeaseStore;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.queue.Sharing;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.JournalLimits;
import dev.quarry.core.trajectory.StepInsert;
import dev.quarry.runner.budget.Allowances;
import dev.quarry.runner.model.ModelGateway;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.model.rate.ProviderLimits;
import dev.quarry.runner.plugin.PluginHost;
import dev.quarry.runner.tool.JdbcPageStore;
import dev.quarry.runner.tool.JdbcTenantSecrets;
import dev.quarry.runner.tool.PluginSettings;
import dev.quarry.runner.tool.ToolLimits;
import dev.quarry.runner.tool.ToolServices;
import dev.quarry.runner.tool.egress.GuardedHttp;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner, put together: what it needs comes in, what it is made of is made here. */
final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final Duration CATALOGUE_EVERY = Duration.ofSeconds(10);
  static final Duration FENCE_CHECK_EVERY = Duration.ofSeconds(1);
  private static final Duration CORPUS_SWEEP_EVERY = Duration.ofSeconds(1);

  private final RunnerConfig config;
  private final Timers timers =
      new Timers(Thread.ofPlatform().name("quarry-timer").daemon().factory(), Time.SYSTEM);
  private final Journal journal;
  private final Announcer announcer;
  private final SlotPool slots;
  private final Heartbeat heartbeat;
  private final CorpusIndexing indexing;
  private final PermitConsumer permits;
  private final ControlConsumer control;
  private final CatalogueWriter catalogue;
  private final LedgerStore ledger;
  private final PluginHost plugins;
  private final ModelGateway models;
  private final ProviderLimits limits;
  private final Map<String, Object> kafka;

  /** The three roles under which a runner speaks to the database. */
  record Databases(DataSource runner, DataSource journal, DataSource scheduler) {}

  /** What a runner works with, made elsewhere. */
  record Parts(
      String id,
      String engineVersion,
      Databases databases,
      Map<String, Object> kafka,
      PluginHost plugins,
      ModelGateway models,
      ProviderLimits limits,
      TokenCounter tokens,
      PluginSettings settings,
      Keks keks,
      GuardedHttp http,
      String currency,
      MeterRegistry metrics) {}

  Runner(RunnerConfig config, Parts parts) {
    this.config = config;
    this.kafka = parts.kafka();
    this.plugins = parts.plugins();
    this.models = parts.models();
    this.limits = parts.limits();
    Clock clock = Clock.systemDefaultZone();
    Databases databases = parts.databases();
    TenantTx tenants = new TenantTx(databases.runner());
    ToolServices tools =
        new ToolServices(
            plugins::catalogue,
            parts.http(),
            parts.settings(),
            new JdbcTenantSecrets(tenants, parts.keks(), config.tools().secretNamesFor()),
            new JdbcPageStore(tenants),
            parts.tokens(),
            clock,
            limits(config.tools()));
    this.journal =
        new Journal(new StepInsert(databases.journal()), JournalLimits.STANDARD, parts.metrics());
    this.announcer = new Announcer(kafka, parts.metrics());
    CorpusStore corpora = new CorpusStore(databases.scheduler(), tenants);
    this.indexing = new CorpusIndexing(corpora, tools, parts.id(), config.data());
    VirtualTime price = price(config.fairness());
    this.ledger =
        new LedgerStore(databases.runner(), databases.scheduler(), config.budgets().sweepBatch());
    LeaseStore leases = new LeaseStore(databases.scheduler(), config.leaseTime(), price);
    RolloutWorker worker =
        new RolloutWorker(
            new RolloutStore(databases.runner(), price),
            journal,
            announcer,
            new InstalledWorkbench(
                models,
                tools,
                new JobCorpora(corpora, indexing, config.data()),
                new BriefFactory(config.context(), clock),
                new Allowances(
                    ledger, config.budgets().replyTokens(), config.budgets().synthesisTokens()),
                announcer));
    this.slots =
        new SlotPool(
            new SlotPool.Limits(config.slots(), config.leaseTime(), config.handOverPause()),
            new ClaimStore(
                databases.scheduler(),
                new ClaimStore.Holder(parts.id(), parts.engineVersion()),
                config.leaseTime(),
                price),
            leases,
            worker,
            Time.SYSTEM,
            parts.metrics());
    this.heartbeat = new Heartbeat(leases, slots, config.leaseTime(), Time.SYSTEM);
    this.permits = new PermitConsumer(kafka, slots);
    this.control = new ControlConsumer(kafka, slots);
    this.catalogue =
        new CatalogueWriter(databases.runner(), parts.id(), config.slots(), parts.currency());
  }

  private static VirtualTime price(RunnerConfig.Fairness fairness) {
    return new VirtualTime(
        fairness.ahead(),
        fairness.perSlotSecond(),
        fairness.perToken(),
        new Sharing(
            fairness.yieldDistance(),
            fairness.yieldAfter(),
            fairness.longAfter(),
            fairness.reserveOneIn()));
  }

  private static ToolLimits limits(RunnerConfig.Tools tools) {
    return new ToolLimits(
        tools.timeout(),
        tools.sourceTimeout(),
        tools.retries(),
        tools.retryPause(),
        tools.retryPauseMax(),
        tools.maxSourceCharacters());
  }

  void start() {
    writeCatalogue();
    ledger.refresh();
    timers.every(CATALOGUE_EVERY, "catalogue", this::writeCatalogue);
    timers.every(heartbeat.interval(), "heartbeat", heartbeat::beat);
    timers.every(FENCE_CHECK_EVERY, "fence check", heartbeat::fenceWhenLate);
    timers.every(config.sweep(), "sweep", slots::fill);
    timers.every(config.budgets().sweep(), "budgets", ledger::refresh);
    timers.every(config.budgets().sweep(), "reservations", ledger::sweep);
    timers.every(config.providerLimits().sweep(), "provider limits", limits::sweep);
    timers.every(CORPUS_SWEEP_EVERY, "corpus indexing", indexing::sweep);
    Thread.ofPlatform().name("quarry-kafka-start").daemon().start(this::joinKafka);
  }

  /** The sweep claims meanwhile: a broker that is away delays nothing but permits. */
  private void joinKafka() {
    while (true) {
      try (Admin admin = Admin.create(kafka)) {
        Topics.ensure(admin);
        permits.start();
        control.start();
        return;
      } catch (RuntimeException e) {
        LOG.warn("Kafka is not there yet, work goes on by sweeping: {}", e.getMessage());
      }
      try {
        Thread.sleep(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void writeCatalogue() {
    catalogue.write(plugins.catalogue(), models.profiles(), slots.busy());
  }

  int busy() {
    return slots.busy();
  }

  /** Stops claiming, hands leases back, ends. */
  @Override
  public void close() {
    permits.close();
    control.close();
    try {
      slots.drain(config.drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timers.close();
    journal.close();
    announcer.close();
    plugins.close();
  }
}
