package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.secret.SecretService;
import dev.quarry.core.tenancy.SecretStore;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Secrets of the tenant, for its tools. */
@Path("/api/v1/secrets")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SecretResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private final SecretService secrets;
  private final AdminRequestReader requests;
  private final Caller caller;

  public SecretResource(SecretService secrets, AdminRequestReader requests, Caller caller) {
    this.secrets = secrets;
    this.requests = requests;
    this.caller = caller;
  }

  /** All secrets of a tenant, without their values. */
  public record Secrets(List<SecretStore.Listed> secrets) {}

  /** What a request to set a secret says. */
  public record SecretDoc(String value) {}

  /**
   * What came of a rotation.
   *
   * @param secrets encrypted anew
   */
  public record Rotated(int secrets) {}

  @GET
  @PermissionsAllowed(Scope.SECRETS_WRITE)
  @Operation(summary = "List secrets: names, versions and dates, never values")
  public Secrets list() {
    return new Secrets(secrets.list(caller.tenantId()));
  }

  @PUT
  @Path("/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.SECRETS_WRITE)
  @Operation(summary = "Set a secret", description = "What it was before is overwritten.")
  @RequestBody(content = @Content(schema = @Schema(implementation = SecretDoc.class)))
  @APIResponse(
      responseCode = "200",
      description = "Set",
      content = @Content(schema = @Schema(implementation = SecretService.Put.class)))
  @APIResponse(responseCode = "501", description = "The installation has no key for secrets")
  public SecretService.Put put(@PathParam("name") String name, InputStream body) {
    String value = requests.secret(body);
    if (!NAME.matcher(name).matches()) {
      throw ApiException.invalid(
          "name",
          "is \"%.80s\"; 1 to 64 lower-case letters, digits, dots, hyphens and underscores are accepted"
              .formatted(name));
    }
    return secrets.put(caller.requester(), name, value);
  }

  @DELETE
  @Path("/{name}")
  @PermissionsAllowed(Scope.SECRETS_WRITE)
  @Operation(summary = "Remove a secret")
  @APIResponse(responseCode = "204", description = "Removed")
  public void delete(@PathParam("name") String name) {
    secrets.delete(caller.requester(), name);
  }

  @POST
  @Path("/rotate")
  @PermissionsAllowed(Scope.SECRETS_WRITE)
  @Operation(summary = "Encrypt all secrets by a new key of the tenant's")
  public Rotated rotate() {
    return new Rotated(secrets.rotate(caller.requester()));
  }
}
