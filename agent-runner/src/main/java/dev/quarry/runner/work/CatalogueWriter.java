package dev.quarry.runner.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.core.job.Mode;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.ModelRole;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.plugin.LoadedCorpusSource;
import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.runner.plugin.LoadedToolset;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.plugin.PluginEntry;
import dev.quarry.runner.plugin.PluginHealth;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Tells the rest of the platform that this runner is there and what it offers: a row that the API
 * reads, since the two never speak directly.
 */
final class CatalogueWriter {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Rows of runners that have been silent for longer are removed. */
  private static final Duration FORGET_AFTER = Duration.ofDays(1);

  private final DataSource runnerRole;
  private final String runner;
  private final int slots;
  private final String currency;

  CatalogueWriter(DataSource runnerRole, String runner, int slots, String currency) {
    this.runnerRole = runnerRole;
    this.runner = runner;
    this.slots = slots;
    this.currency = currency;
  }

  void write(PluginCatalogue plugins, ModelProfiles models, int busy) {
    String catalogue = catalogue(plugins, models).toString();
    TenantTx.inTransaction(
        runnerRole,
        tx -> {
          try (var upsert =
              tx.prepareStatement(
                  "insert into runner (runner_id, slots, busy, catalogue) values (?, ?, ?, ?::json)"
                      + " on conflict (runner_id) do update set seen_at = now(),"
                      + " slots = excluded.slots, busy = excluded.busy,"
                      + " catalogue = excluded.catalogue")) {
            upsert.setString(1, runner);
            upsert.setInt(2, slots);
            upsert.setInt(3, busy);
            upsert.setString(4, catalogue);
            upsert.executeUpdate();
          }
          try (var forget =
              tx.prepareStatement(
                  "delete from runner where seen_at < now() - make_interval(secs => ?)")) {
            forget.setDouble(1, FORGET_AFTER.toSeconds());
            return forget.executeUpdate();
          }
        });
  }

  private ObjectNode catalogue(PluginCatalogue plugins, ModelProfiles models) {
    ObjectNode catalogue = JSON.createObjectNode().put("currency", currency);
    ArrayNode toolsets = catalogue.putArray("toolsets");
    plugins.toolsets().forEach(toolset -> toolset(toolsets.addObject(), toolset));
    ArrayNode sources = catalogue.putArray("sources");
    plugins
        .searchSources()
        .forEach(
            s ->
                sources
                    .addObject()
                    .put("id", s.id())
                    .put("kind", s instanceof LoadedCorpusSource ? "corpus" : "search")
                    .put("plugin", s.plugin().id()));
    plugins
        .pageSources()
        .forEach(
            s -> {
              ObjectNode source =
                  sources
                      .addObject()
                      .put("id", s.id())
                      .put("kind", "page")
                      .put("plugin", s.plugin().id());
              s.schemes().stream().sorted().forEach(source.putArray("schemes")::add);
            });
    ArrayNode entries = catalogue.putArray("plugins");
    plugins.plugins().forEach(entry -> plugin(entries.addObject(), entry));
    Arrays.stream(Mode.values()).map(Mode::id).forEach(catalogue.putArray("modes")::add);
    ArrayNode profiles = catalogue.putArray("models");
    models.all().forEach(profile -> model(profiles.addObject(), profile, models));
    return catalogue;
  }

  private static void toolset(ObjectNode json, LoadedToolset toolset) {
    json.put("name", toolset.name())
        .put("description", toolset.description())
        .put("plugin", toolset.plugin().id())
        .put("version", toolset.plugin().version());
    ArrayNode tools = json.putArray("tools");
    for (LoadedTool tool : toolset.tools()) {
      ObjectNode node =
          tools
              .addObject()
              .put("name", tool.name())
              .put("description", tool.description())
              .put("effect", tool.effect().name());
      try {
        node.set("schema", JSON.readTree(tool.schemaJson()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("schema of tool " + tool.name() + " is not JSON", e);
      }
    }
  }

  private static void plugin(ObjectNode json, PluginEntry entry) {
    json.put("id", entry.id()).put("version", entry.version()).put("provider", entry.provider());
    switch (entry.health()) {
      case PluginHealth.Active active -> json.put("state", "ACTIVE");
      case PluginHealth.Degraded(String reason) ->
          json.put("state", "DEGRADED").put("reason", reason);
    }
  }

  private static void model(ObjectNode json, ModelProfile profile, ModelProfiles models) {
    json.put("name", profile.name())
        .put("protocol", profile.protocol().name().toLowerCase(Locale.ROOT))
        .put("model", profile.modelName())
        .put("builtIn", profile.provider() instanceof Provider.BuiltIn)
        .put("default", profile.equals(models.defaultProfile()))
        .put("contextTokens", profile.contextTokens());
    json.putObject("price")
        .put("input", profile.price().input())
        .put("output", profile.price().output());
    ArrayNode roles = json.putArray("roles");
    for (ModelRole role : ModelRole.values()) {
      if (models.serving(role, profile).equals(profile)) {
        roles.add(role.id());
      }
    }
  }
}
