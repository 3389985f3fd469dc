package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.project.ProjectService;
import dev.quarry.api.project.ProjectView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What jobs are put together by. */
@Path("/api/v1/projects")
@Tag(name = "Projects")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProjectResource {
  private final ProjectService projects;
  private final AdminRequestReader requests;
  private final Caller caller;

  public ProjectResource(ProjectService projects, AdminRequestReader requests, Caller caller) {
    this.projects = projects;
    this.requests = requests;
    this.caller = caller;
  }

  /** All projects of a tenant. */
  public record Projects(List<ProjectView> projects) {}

  /** What a request for a project says. */
  public record ProjectDoc(String slug, @Nullable String name) {}

  /** What of a project can be changed. */
  public record ProjectChangeDoc(@Nullable String name, @Nullable Boolean archived) {}

  @GET
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "List projects by slug")
  public Projects list() {
    return new Projects(projects.list(caller.tenantId()));
  }

  @GET
  @Path("/{slug}")
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "Show a project")
  public ProjectView get(@PathParam("slug") String slug) {
    return projects.get(caller.tenantId(), slug);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.PROJECTS_ADMIN)
  @Operation(summary = "Make a project")
  @RequestBody(content = @Content(schema = @Schema(implementation = ProjectDoc.class)))
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content = @Content(schema = @Schema(implementation = ProjectView.class)))
  @APIResponse(responseCode = "409", description = "There is one of this slug")
  public Response create(InputStream body) {
    var wanted = requests.project(body);
    ProjectView made = projects.create(caller.requester(), wanted.slug(), wanted.name());
    return Response.created(URI.create("/api/v1/projects/" + made.slug())).entity(made).build();
  }

  @PATCH
  @Path("/{slug}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.PROJECTS_ADMIN)
  @Operation(
      summary = "Rename, archive or reopen a project",
      description = "An archived project takes no more jobs; those that it has go on.")
  @RequestBody(content = @Content(schema = @Schema(implementation = ProjectChangeDoc.class)))
  public ProjectView change(@PathParam("slug") String slug, InputStream body) {
    var change = requests.projectChange(body);
    return projects.change(caller.requester(), slug, change.name(), change.archived());
  }
}
