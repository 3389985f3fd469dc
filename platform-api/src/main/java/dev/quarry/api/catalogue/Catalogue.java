package dev.quarry.api.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.core.trajectory.Price;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a runner offers, as it wrote it. Fields that this version does not know are left out.
 *
 * @param toolsets whose tools a job may ask for
 * @param sources that the tools {@code search} and {@code visit} consult
 * @param plugins with their state
 * @param modes by id
 * @param models profiles
 * @param currency of their prices, a code of ISO 4217
 */
public record Catalogue(
    List<ToolsetOffer> toolsets,
    List<SourceOffer> sources,
    List<PluginState> plugins,
    List<String> modes,
    List<ModelOffer> models,
    String currency) {
  /** Where no runner has said what it counts in. */
  public static final String DEFAULT_CURRENCY = "USD";

  public static final Catalogue EMPTY = new Catalogue(null, null, null, null, null, null);

  public Catalogue(
      @Nullable List<ToolsetOffer> toolsets,
      @Nullable List<SourceOffer> sources,
      @Nullable List<PluginState> plugins,
      @Nullable List<String> modes,
      @Nullable List<ModelOffer> models,
      @Nullable String currency) {
    this.toolsets = orEmpty(toolsets);
    this.sources = orEmpty(sources);
    this.plugins = orEmpty(plugins);
    this.modes = orEmpty(modes);
    this.models = orEmpty(models);
    this.currency = currency == null ? DEFAULT_CURRENCY : currency;
  }

  /** Tools that belong together. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ToolsetOffer(
      String name,
      @Nullable String description,
      @Nullable String plugin,
      @Nullable String version,
      @Nullable List<ToolOffer> tools) {}

  /**
   * One tool.
   *
   * @param effect what a repeated call would do
   * @param schema JSON Schema of its arguments
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ToolOffer(
      String name,
      @Nullable String description,
      @Nullable String effect,
      @Nullable JsonNode schema) {}

  /**
   * Something that tools consult.
   *
   * @param kind {@code search}, {@code page} or {@code corpus}
   * @param schemes URL schemes that a page source reads
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SourceOffer(
      String id, @Nullable String kind, @Nullable String plugin, @Nullable List<String> schemes) {}

  /**
   * A plugin of the runner.
   *
   * @param state {@code ACTIVE} or {@code DEGRADED}
   * @param reason why it is degraded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PluginState(
      String id,
      @Nullable String version,
      @Nullable String provider,
      @Nullable String state,
      @Nullable String reason) {}

  /**
   * A model profile.
   *
   * @param name that a job gives
   * @param model name sent to the provider
   * @param roles it can fill
   * @param standard whether a job that names none gets it
   * @param contextTokens what it can take
   * @param price of its tokens
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ModelOffer(
      String name,
      @Nullable String protocol,
      @Nullable String model,
      @Nullable List<String> roles,
      boolean builtIn,
      @JsonProperty("default") boolean standard,
      @Nullable Integer contextTokens,
      @Nullable Price price) {
    private static final String AGENT = "agent";

    /**
     * @return whether it can be a job's agent
     */
    public boolean agent() {
      return roles == null || roles.isEmpty() || roles.contains(AGENT);
    }
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
