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
    config.parentPid().ifPresent(pid -> ParentProcess.onExit(pid, Quarkus::asyncExit));
    boolean mayMigrate = owner.isResolvable() && owner.getHandle().getBean().isActive();
    if (mayMigrate) {
      Schema.migrate(owner.get());
      LOG.info("the database schema is at version {}", Schema.VERSION);
    } else {
      Schema.await(application, config.database().awaitSchema());
    }
    if (config.bootstrap().keyFile().isPresent()) {
      if (!mayMigrate) {
        throw new IllegalStateException(
            "quarry.api.bootstrap.key-file is set, but the datasource \"owner\" is not: set"
                + " quarkus.datasource.owner.jdbc.url, .username and .password");
      }
      new FirstTenant(owner.get(), config.bootstrap().keyFile().get()).ensure();
    }
  }
}
