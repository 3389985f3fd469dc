package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.job.EstimateService;
import dev.quarry.api.job.EstimateView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a job would use up. */
@Path("/api/v1/jobs/estimate")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EstimateResource {
  private final EstimateService estimates;
  private final JobRequestReader requests;
  private final Caller caller;

  public EstimateResource(EstimateService estimates, JobRequestReader requests, Caller caller) {
    this.estimates = estimates;
    this.requests = requests;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(
      summary = "Estimate what a job would use up",
      description =
          "By the tenant's jobs of the same mode and model, where there are enough of them, else by"
              + " the job's own budget. Takes the body of a job and stores nothing.")
  @RequestBody(content = @Content(schema = @Schema(implementation = JobRequestDoc.class)))
  @APIResponse(
      responseCode = "200",
      description = "Expected, high and bound",
      content = @Content(schema = @Schema(implementation = EstimateView.class)))
  @APIResponse(responseCode = "400", description = "Every mistake is named in errors")
  public EstimateView estimate(InputStream body) {
    return estimates.estimate(caller.tenantId(), requests.read(body));
  }
}
