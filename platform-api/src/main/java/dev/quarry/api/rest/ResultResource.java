package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.job.ReportService;
import dev.quarry.api.job.ReportView;
import dev.quarry.api.trajectory.SourceView;
import dev.quarry.api.trajectory.TrajectoryService;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a job came to and how: report, trajectory, sources. */
@Path("/api/v1/jobs/{id}")
@Tag(name = "Jobs")
@RunOnVirtualThread
public class ResultResource {
  private static final String MARKDOWN = "text/markdown";
  private static final String MARKDOWN_UTF8 = "text/markdown;charset=utf-8";
  private static final String TEXT_UTF8 = "text/plain;charset=utf-8";
  private static final String NDJSON = "application/x-ndjson";
  private static final String UPSTREAM = "upstream-jsonl";

  private final ReportService reports;
  private final TrajectoryService trajectories;
  private final Caller caller;

  public ResultResource(ReportService reports, TrajectoryService trajectories, Caller caller) {
    this.reports = reports;
    this.trajectories = trajectories;
    this.caller = caller;
  }

  @GET
  @Path("/report")
  @Produces({MediaType.APPLICATION_JSON, MARKDOWN})
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "The report with its citations, or its Markdown alone")
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ReportView.class)),
        @Content(mediaType = MARKDOWN, schema = @Schema(implementation = String.class))
      })
  @APIResponse(responseCode = "409", description = "The job has not ended")
  @APIResponse(responseCode = "404", description = "No such job, or it ended without a report")
  public Response report(@PathParam("id") String id, @Context HttpHeaders headers) {
    ReportView report = reports.get(caller.tenantId(), Ids.job(id));
    return Accepted.prefers(headers, MARKDOWN, MediaType.APPLICATION_JSON)
        ? Response.ok(report.markdown(), MARKDOWN_UTF8).build()
        : Response.ok(report, MediaType.APPLICATION_JSON).build();
  }

  @GET
  @Path("/trajectory")
  @Produces({MediaType.APPLICATION_JSON, NDJSON})
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(
      summary = "Every step",
      description = "With format=upstream-jsonl, one published result row a rollout.")
  public Response trajectory(
      @PathParam("id") String id, @QueryParam("format") @Nullable String format) {
    UUID jobId = Ids.job(id);
    if (format == null || format.equals("json")) {
      TrajectoryService.Document document = trajectories.json(caller.tenantId(), jobId);
      StreamingOutput body = document::writeTo;
      return Response.ok(body, MediaType.APPLICATION_JSON).build();
    }
    if (format.equals(UPSTREAM)) {
      return Response.ok(trajectories.upstreamJsonl(caller.tenantId(), jobId), NDJSON).build();
    }
    throw ApiException.invalid(
        "format", "is \"%.80s\"; accepted are json, %s".formatted(format, UPSTREAM));
  }

  @GET
  @Path("/sources/{n}")
  @Produces({MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(
      summary = "The stored text of a page that the job read",
      description = "Numbered from 1, as in the field source of a citation.")
  @APIResponse(
      responseCode = "200",
      description = "The text as it was when it was read",
      content = {
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = SourceView.class))
      })
  public Response source(
      @PathParam("id") String id, @PathParam("n") String n, @Context HttpHeaders headers) {
    SourceView source = trajectories.source(caller.tenantId(), Ids.job(id), n);
    if (Accepted.prefers(headers, MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN)) {
      return Response.ok(source, MediaType.APPLICATION_JSON).build();
    }
    return Response.ok(source.text(), TEXT_UTF8)
        .header("Quarry-Source-Url", HeaderText.url(source.url()))
        .header("Quarry-Source-Title", HeaderText.text(source.title()))
        .header("Quarry-Source-Sha256", source.sha256())
        .build();
  }
}
