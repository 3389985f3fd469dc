package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.job.IntakeRate;
import dev.quarry.api.job.JobService;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How a tenant stands against the limits of intake. */
@Path("/api/v1/limits")
@Tag(name = "Budgets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LimitsResource {
  private final JobService jobs;
  private final Caller caller;

  public LimitsResource(JobService jobs, Caller caller) {
    this.jobs = jobs;
    this.caller = caller;
  }

  @GET
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(
      summary = "Tell how fast the tenant may submit and how many of its jobs may wait",
      description = "The same as the RateLimit fields of an accepted job.")
  public IntakeRate limits() {
    return jobs.rate(caller.tenantId());
  }
}
