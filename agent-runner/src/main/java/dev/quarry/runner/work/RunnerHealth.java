package dev.quarry.runner.work;

import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.plugin.PluginHealth;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once plugins are loaded and the runner takes work. A plugin that is not served is named
 * with its reason, but does not take the others down with it.
 */
@Readiness
@ApplicationScoped
public class RunnerHealth implements HealthCheck {
  private final RunnerApplication application;

  RunnerHealth(RunnerApplication application) {
    this.application = application;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder health =
        HealthCheckResponse.named("runner").status(application.ready());
    application.catalogue().map(PluginCatalogue::plugins).stream()
        .flatMap(java.util.Collection::stream)
        .forEach(
            plugin ->
                health.withData(
                    "plugin " + plugin.id(),
                    switch (plugin.health()) {
                      case PluginHealth.Active active -> "ACTIVE";
                      case PluginHealth.Degraded(String reason) -> "DEGRADED: " + reason;
                    }));
    return health.build();
  }
}
