package dev.quarry.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits for a slot, and how long about. What is not known is absent.
 *
 * @param position its place among the tenant's own jobs that could start, from 1
 * @param estimatedSeconds until it starts, going by what the tenant has finished lately
 * @param message for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Waiting(
    Reason reason, @Nullable Long position, @Nullable Long estimatedSeconds, String message) {
  /** What it waits for. */
  @Schema(
      enumeration = {"not-before", "suspended", "no-runner", "tenant-cap", "turn", "starting"},
      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)
  public enum Reason {
    /** For the time that it was put off to. */
    NOT_BEFORE("not-before"),
    /** For the operator, who lets the tenant run nothing. */
    SUSPENDED("suspended"),
    /** For a runner: none has been heard of lately. */
    NO_RUNNER("no-runner"),
    /** For one of the tenant's own jobs to end: as many run as may. */
    TENANT_CAP("tenant-cap"),
    /** For its turn among the tenant's own jobs and among tenants. */
    TURN("turn"),
    /** For nothing: the next look of a runner takes it. */
    STARTING("starting");

    private final String slug;

    Reason(String slug) {
      this.slug = slug;
    }

    @JsonValue
    public String slug() {
      return slug;
    }
  }
}
