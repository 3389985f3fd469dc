package dev.quarry.api.rest;

import dev.quarry.api.admin.KeyService;
import dev.quarry.api.admin.KeyView;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/** API keys of the tenant. */
@Path("/api/v1/keys")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeyResource {
  private final KeyService keys;
  private final AdminRequestReader requests;
  private final Caller caller;

  public KeyResource(KeyService keys, AdminRequestReader requests, Caller caller) {
    this.keys = keys;
    this.requests = requests;
    this.caller = caller;
  }

  /** All keys of a tenant. */
  public record Keys(List<KeyView> keys) {}

  /** What a request for a key may say: a role or scopes. */
  public record KeyDoc(
      String name, String role, List<String> scopes, List<String> allowedCidrs, String expiresAt) {}

  @GET
  @PermissionsAllowed(Scope.KEYS_ADMIN)
  @Operation(summary = "List API keys, the newest first")
  public Keys list() {
    return new Keys(keys.list(caller.tenantId()));
  }

  @GET
  @Path("/{id}")
  @PermissionsAllowed(Scope.KEYS_ADMIN)
  @Operation(summary = "Show an API key without its secret")
  public KeyView get(@PathParam("id") String id) {
    return keys.get(caller.tenantId(), id);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.KEYS_ADMIN)
  @Operation(
      summary = "Make an API key",
      description =
          "The whole key is in this answer and nowhere else. It can do no more than its maker.")
  @RequestBody(content = @Content(schema = @Schema(implementation = KeyDoc.class)))
  @APIResponse(
      responseCode = "201",
      description = "Made; the field key is shown this once",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  public Response create(InputStream body) {
    KeyView made = keys.create(caller.requester(), requests.key(body));
    return Response.created(URI.create("/api/v1/keys/" + made.id())).entity(made).build();
  }

  @DELETE
  @Path("/{id}")
  @PermissionsAllowed(Scope.KEYS_ADMIN)
  @Operation(
      summary = "Revoke an API key",
      description = "Every replica refuses it within quarry.api.keys.cache-for.")
  @APIResponse(responseCode = "204", description = "Revoked")
  public void revoke(@PathParam("id") String id) {
    keys.revoke(caller.requester(), id);
  }
}
