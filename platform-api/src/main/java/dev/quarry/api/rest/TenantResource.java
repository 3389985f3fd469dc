package dev.quarry.api.rest;

import dev.quarry.api.admin.TenantService;
import dev.quarry.api.admin.TenantView;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** Tenants, for the operator of the installation. */
@Path("/api/v1/tenants")
@Tag(name = "Operator")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TenantResource {
  private final TenantService tenants;
  private final AdminRequestReader requests;
  private final Caller caller;

  public TenantResource(TenantService tenants, AdminRequestReader requests, Caller caller) {
    this.tenants = tenants;
    this.requests = requests;
    this.caller = caller;
  }

  /** All tenants. */
  public record Tenants(List<TenantView> tenants) {}

  /** What a request for a tenant may say. */
  public record TenantDoc(String slug, String name, Double weight, Integer maxRunning) {}

  /** What of a tenant can be changed. */
  public record TenantChangeDoc(
      String name, Boolean suspended, Double weight, Integer maxRunning) {}

  @GET
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "List tenants by slug")
  public Tenants list() {
    return new Tenants(tenants.list());
  }

  @GET
  @Path("/{slug}")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "Show a tenant")
  public TenantView get(@PathParam("slug") String slug) {
    return tenants.get(slug);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Make a tenant",
      description = "The key of its owner is in this answer and nowhere else.")
  @RequestBody(content = @Content(schema = @Schema(implementation = TenantDoc.class)))
  @APIResponse(
      responseCode = "201",
      description = "Made; the field key is shown this once",
      content = @Content(schema = @Schema(implementation = TenantView.class)))
  @APIResponse(responseCode = "409", description = "The slug is taken")
  public Response create(InputStream body) {
    var wanted = requests.tenant(body);
    TenantView made = tenants.create(caller.operator(), wanted.slug(), wanted.wanted());
    return Response.created(URI.create("/api/v1/tenants/" + made.slug())).entity(made).build();
  }

  @POST
  @Path("/{slug}/keys")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Make one more owner's key",
      description = "For a tenant that has lost its own.")
  @APIResponse(
      responseCode = "201",
      description = "Made; the field key is shown this once",
      content = @Content(schema = @Schema(implementation = TenantView.class)))
  public Response key(@PathParam("slug") String slug) {
    TenantView tenant = tenants.recover(caller.operator(), slug);
    return Response.created(URI.create("/api/v1/tenants/" + slug)).entity(tenant).build();
  }

  @PATCH
  @Path("/{slug}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Change, suspend or resume a tenant",
      description =
          "A suspended tenant is answered 403; what runs ends, what waits stays in the queue.")
  @RequestBody(content = @Content(schema = @Schema(implementation = TenantChangeDoc.class)))
  public TenantView change(@PathParam("slug") String slug, InputStream body) {
    return tenants.change(caller.operator(), slug, requests.tenantChange(body));
  }

  @DELETE
  @Path("/{slug}")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Delete a tenant with all that it has",
      description = "Its audit log stays. Refused while any of its jobs runs.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "409", description = "Jobs of it run")
  public void delete(@PathParam("slug") String slug) {
    tenants.delete(caller.operator(), slug);
  }
}
