package dev.quarry.runner.tool;

import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.tool.egress.GuardedHttp;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** What all tool calls of a runner share. */
public record ToolServices(
    Supplier<PluginCatalogue> catalogue,
    GuardedHttp http,
    PluginSettings settings,
    TenantSecrets secrets,
    PageStore pages,
    TokenCounter tokens,
    Clock clock,
    ToolLimits limits) {
  /** For one call. */
  CallSecrets secretsOf(UUID tenantId) {
    return new CallSecrets(tenantId, secrets, settings);
  }
}
