package dev.quarry.api.job;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for, well-formed but not yet compared with what runners offer.
 *
 * @param model name of a profile; null for the default one
 * @param clarify whether the agent may ask one question first
 * @param approvePlan whether the agent's plan is to be approved first
 * @param retentionDays until the ended job is deleted; null for what the installation does
 * @param project slug of a project; null for none
 * @param schedule when its turn is among the tenant's own
 * @param hash SHA-256 of the body, white space and order of fields aside
 */
public record JobRequest(
    String question,
    Mode mode,
    List<String> toolsets,
    List<String> corpora,
    @Nullable String model,
    Budget budget,
    Map<String, String> metadata,
    boolean clarify,
    boolean approvePlan,
    @Nullable Integer retentionDays,
    @Nullable String project,
    Schedule schedule,
    String hash) {
  public JobRequest {
    toolsets = List.copyOf(toolsets);
    corpora = List.copyOf(corpora);
    metadata = Map.copyOf(metadata);
  }

  /**
   * @return the profile that was named
   */
  public Optional<String> namedModel() {
    return Optional.ofNullable(model);
  }
}
