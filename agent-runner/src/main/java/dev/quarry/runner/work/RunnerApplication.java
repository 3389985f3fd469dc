package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.ParentProcess;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.Schema;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.JtokkitTokenCounter;
import dev.quarry.runner.model.ModelGateway;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.model.completions.ChatCompletionsModel;
import dev.quarry.runner.model.config.ConfiguredProfiles;
import dev.quarry.runner.model.config.CustomModelConfig;
import dev.quarry.runner.model.config.ModelsConfig;
import dev.quarry.runner.model.extractive.ExtractiveLimits;
import dev.quarry.runner.model.extractive.ExtractiveModel;
import dev.quarry.runner.model.rate.Pace;
import dev.quarry.runner.model.rate.ProviderLimits;
import dev.quarry.runner.model.rate.SharedRateStore;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.plugin.PluginHost;
import dev.quarry.runner.plugin.PluginLimits;
import dev.quarry.runner.tool.egress.EgressPolicy;
import dev.quarry.runner.tool.egress.GuardedHttp;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the runner meets Quarkus: configuration and connections in, start and stop. */
@ApplicationScoped
public class RunnerApplication {
  /** Version of the code that folds trajectories. */
  static final String ENGINE_VERSION = "2";

  private static final Logger LOG = LoggerFactory.getLogger(RunnerApplication.class);

  private final RunnerConfig config;
  private final Config all;
  private final Runner.Databases databases;
  private final Map<String, Object> kafka;
  private final MeterRegistry metrics;
  private final ModelProfiles profiles;
  private final String currency;
  private final Keks keks;
  private volatile @Nullable Runner runner;
  private volatile @Nullable PluginHost plugins;

  RunnerApplication(
      RunnerConfig config,
      ModelsConfig models,
      CustomModelConfig custom,
      KekConfig kek,
      Config all,
      AgroalDataSource runnerRole,
      @DataSource("journal") AgroalDataSource journalRole,
      @DataSource("scheduler") AgroalDataSource schedulerRole,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      MeterRegistry metrics) {
    this.config = config;
    this.all = all;
    this.databases = new Runner.Databases(runnerRole, journalRole, schedulerRole);
    this.kafka = Map.copyOf(kafka);
    this.metrics = metrics;
    this.profiles = ConfiguredProfiles.read(models, custom);
    this.currency = currency(models.currency());
    this.keks =
        kek.file()
            .map(file -> Keks.read(file, kek.previousFiles().orElse(List.of())))
            .orElse(Keks.NONE);
  }

  private static String currency(String code) {
    try {
      return Currency.getInstance(code).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "quarry.models.currency is \"%s\"; a code of ISO 4217 is accepted, as in USD or EUR"
              .formatted(code),
          e);
    }
  }

  void start(@Observes StartupEvent event) throws InterruptedException {
    endWithParent();
    TokenCounter tokens = new JtokkitTokenCounter();
    ProviderLimits limits = limits(tokens);
    ModelGateway models = new ModelGateway(profiles, profile -> connect(profile, tokens, limits));
    PluginHost host =
        PluginHost.open(config.plugins(), config.data().resolve("plugins"), PluginLimits.DEFAULT);
    plugins = host;
    Schema.await(databases.runner(), config.startTimeout());
    Runner made =
        new Runner(
            config,
            new Runner.Parts(
                id(),
                ENGINE_VERSION,
                databases,
                kafka,
                host,
                models,
                limits,
                tokens,
                new ConfiguredPlugins(all),
                keks,
                new GuardedHttp(egress()),
                currency,
                metrics));
    made.start();
    runner = made;
    LOG.atInfo()
        .addKeyValue("runner", id())
        .addKeyValue("slots", config.slots())
        .addKeyValue("plugins", host.catalogue().plugins().size())
        .log("runner is ready");
  }

  void stop(@Observes ShutdownEvent event) {
    Runner running = runner;
    if (running != null) {
      running.close();
    }
  }

  /**
   * @return whether the runner takes work
   */
  public boolean ready() {
    return runner != null;
  }

  /**
   * @return what plugins offer and how they are; nothing before they are loaded
   */
  public Optional<PluginCatalogue> catalogue() {
    return Optional.ofNullable(plugins).map(PluginHost::catalogue);
  }

  private ProviderLimits limits(TokenCounter tokens) {
    return new ProviderLimits(
        profiles,
        new ProviderLimits.Parts(
            new SharedRateStore(databases.runner()),
            new Pace(config.providerLimits().burst(), config.providerLimits().portion()),
            tokens,
            config.budgets().replyTokens(),
            Time.SYSTEM,
            metrics));
  }

  private ChatModel connect(ModelProfile profile, TokenCounter tokens, ProviderLimits limits) {
    return switch (profile.provider()) {
      case Provider.BuiltIn builtIn -> new ExtractiveModel(tokens, ExtractiveLimits.DEFAULT, true);
      case Provider.ChatCompletions remote ->
          ChatCompletionsModel.connect(profile, tokens, metrics, limits.of(profile));
    };
  }

  private EgressPolicy egress() {
    EgressPolicy opened = EgressPolicy.opening(config.egress().allowPrivate().orElse(List.of()));
    var ports = new HashSet<>(opened.allowedPorts());
    config.egress().ports().ifPresent(ports::addAll);
    return new EgressPolicy(ports, opened.allowedPrivate(), opened.denied(), opened.caps());
  }

  private String id() {
    return config
        .id()
        .orElseGet(() -> host() + "-" + ManagementFactory.getRuntimeMXBean().getPid());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "runner";
    }
  }

  /** A runner of a local stack ends with it, also when that is killed. */
  private void endWithParent() {
    config
        .parentPid()
        .ifPresent(
            pid ->
                ParentProcess.onExit(
                    pid,
                    () -> {
                      LOG.info("the parent process is gone, the runner stops");
                      Quarkus.asyncExit();
                    }));
  }
}
