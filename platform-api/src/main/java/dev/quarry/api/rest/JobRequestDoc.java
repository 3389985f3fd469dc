package dev.quarry.api.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /jobs}, for the OpenAPI document; it is read field by field. */
@Schema(name = "JobRequest")
record JobRequestDoc(
    @Schema(required = true, description = "1 to 20,000 characters") String question,
    @Schema(
            enumeration = {"react", "iter-research"},
            defaultValue = "react")
        String mode,
    @Schema(description = "Names of toolsets; [\"web\"] when absent") List<String> toolsets,
    @Schema(description = "Names of corpora") List<String> corpora,
    @Schema(description = "Name of a model profile; the default one when absent") String model,
    @Schema(description = "Each absent number has the default of the mode") BudgetDoc budget,
    @Schema(description = "At most 16 labels of the client's own") Map<String, String> metadata,
    @Schema(
            description = "Whether the agent may ask one question before the first round",
            defaultValue = "false")
        @Nullable Boolean clarify,
    @Schema(
            description = "Whether the agent writes a plan first and waits for its approval",
            defaultValue = "false")
        @Nullable Boolean approvePlan,
    @Schema(
            minimum = "1",
            maximum = "3650",
            description =
                "Days from the end of the job until it is deleted with all its data; what the"
                    + " installation does when absent, which may be never")
        @Nullable Integer retentionDays,
    @Schema(description = "Slug of a project that is not archived") @Nullable String project,
    @Schema(
            minimum = "-100",
            maximum = "100",
            defaultValue = "0",
            description = "Of the tenant's own jobs that wait, those with more go first")
        @Nullable Integer priority,
    @Schema(description = "Not to be started earlier; at once when absent or past")
        @Nullable Instant notBefore) {
  /** Limits of a job. */
  @Schema(name = "BudgetRequest")
  record BudgetDoc(
      @Nullable Integer rounds,
      @Nullable Integer modelCalls,
      @Nullable Integer toolCalls,
      @Nullable Long tokens,
      @Nullable Long wallSeconds) {}
}
