package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.job.IntakeRate;
import dev.quarry.api.job.JobPage;
import dev.quarry.api.job.JobService;
import dev.quarry.api.job.JobView;
import dev.quarry.api.job.RetentionService;
import dev.quarry.api.project.ProjectService;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Jobs: a question in, a report out. */
@Path("/api/v1/jobs")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JobResource {
  private final JobService jobs;
  private final JobRequestReader requests;
  private final JobFilterReader filters;
  private final RetentionService retention;
  private final ProjectService projects;
  private final Caller caller;

  public JobResource(
      JobService jobs,
      JobRequestReader requests,
      JobFilterReader filters,
      RetentionService retention,
      ProjectService projects,
      Caller caller) {
    this.jobs = jobs;
    this.requests = requests;
    this.filters = filters;
    this.retention = retention;
    this.projects = projects;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Ask a question",
      description =
          "Takes a job in and returns at once. With an Idempotency-Key, the same request once more"
              + " gives the same job.")
  @Parameter(
      name = IdempotencyHeader.NAME,
      in = ParameterIn.HEADER,
      description = IdempotencyHeader.ACCEPTED,
      schema = @Schema(type = SchemaType.STRING))
  @RequestBody(content = @Content(schema = @Schema(implementation = JobRequestDoc.class)))
  @APIResponse(
      responseCode = "202",
      description = "Taken in; Location is the job",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "400", description = "Every mistake is named in errors")
  @APIResponse(
      responseCode = "402",
      description =
          "A budget of the tenant or the project is used up; Retry-After says for how long")
  @APIResponse(
      responseCode = "429",
      description = "Submitted too fast, or too many wait; see RateLimit and Retry-After")
  @APIResponse(responseCode = "422", description = "The key was sent with another body before")
  @APIResponse(responseCode = "503", description = "No runner has registered yet")
  public Response submit(InputStream body, @Context HttpHeaders headers) {
    var key = IdempotencyHeader.read(headers);
    JobService.Submitted taken = jobs.submit(caller.requester(), requests.read(body), key);
    JobView job = taken.job();
    var response = Response.accepted(job).location(URI.create(job.links().self()));
    IntakeRate rate = taken.rate();
    if (rate != null) {
      rate.headers().forEach(response::header);
    }
    return response.build();
  }

  @GET
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "List jobs, newest first")
  public JobPage list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("mode") @Nullable String mode,
      @QueryParam("project") @Nullable String project,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return jobs.list(
        caller.tenantId(),
        filters.read(
            state,
            mode,
            project == null ? null : projects.find(caller.tenantId(), project).id(),
            limit,
            cursor));
  }

  @GET
  @Path("/{id}")
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "Show a job")
  public JobView get(@PathParam("id") String id) {
    return jobs.get(caller.tenantId(), Ids.job(id));
  }

  @DELETE
  @Path("/{id}")
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Delete an ended job with all its data",
      description = "What it used up stays in the accounts, without any content.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "409", description = "It has not ended; cancel it first")
  public void delete(@PathParam("id") String id) {
    retention.delete(caller.tenantId(), Ids.job(id));
  }
}
