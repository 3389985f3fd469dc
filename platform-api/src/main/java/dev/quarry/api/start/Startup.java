package dev.quarry.api.start;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.lifecycle.ParentProcess;
import dev.quarry.core.tenancy.Schema;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before anything is served: the schema is there, and so is the first tenant where one is wanted.
 */
@Singleton
public final class Startup {
  /** Order of start-up observers: the schema comes before all that reads it. */
  public static final int SCHEMA_FIRST = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private final AgroalDataSource application;
  private final InjectableInstance<AgroalDataSource> owner;
  private final ApiConfig config;

  Startup(
      AgroalDataSource application,
      @DataSource("owner") InjectableInstance<AgroalDataSource> owner,
      ApiConfig config) {
    this.application = application;
    this.owner = owner;
    this.config = config;
  }

  void prepare(@Observes @Priority(SCHEMA_FIRST) StartupEvent event) throws InterruptedException {
    requireAudience();
    config.parentPid().ifPresent(pid -> ParentProcess.onExit(pid, Quarkus::asyncExit));
    boolean mayMigrate = owner.isResolvable() && owner.getHandle().getBean().isActive();
    if (mayMigrate) {
      Schema.migrate(owner.get());
      LOG.info("the database schema is at version {}", Schema.VERSION);
    } else {
      Schema.await(application, config.database().awaitSchema());
    }
    makeFirstKeys(mayMigrate);
  }

  /** A token that was made for somebody else must not open this. */
  private static void requireAudience() {
    Config all = ConfigProvider.getConfig();
    boolean tokens =
        all.getOptionalValue("quarkus.oidc.tenant-enabled", Boolean.class).orElse(false);
    if (tokens && all.getOptionalValue("quarkus.oidc.token.audience", String.class).isEmpty()) {
      throw new IllegalStateException(
          "quarkus.oidc.tenant-enabled is true, but quarkus.oidc.token.audience is not set: set it"
              + " to what the identity provider puts into the tokens for this platform");
    }
  }

  private void makeFirstKeys(boolean asOwner) {
    ApiConfig.Bootstrap bootstrap = config.bootstrap();
    if (bootstrap.keyFile().isEmpty() && bootstrap.operatorKeyFile().isEmpty()) {
      return;
    }
    if (!asOwner) {
      throw new IllegalStateException(
          "quarry.api.bootstrap is set, but the datasource \"owner\" is not: set"
              + " quarkus.datasource.owner.jdbc.url, .username and .password");
    }
    FirstTenant first = new FirstTenant(owner.get());
    bootstrap.keyFile().ifPresent(first::ensure);
    bootstrap.operatorKeyFile().ifPresent(first::ensureOperator);
  }
}
