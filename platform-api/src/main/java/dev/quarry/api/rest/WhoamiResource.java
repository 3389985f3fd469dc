package dev.quarry.api.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quarry.api.auth.Actor;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.auth.TenantPrincipal;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who one is to the platform. */
@Path("/api/v1/whoami")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WhoamiResource {
  private final Caller caller;

  public WhoamiResource(Caller caller) {
    this.caller = caller;
  }

  /**
   * Who makes the request.
   *
   * @param kind {@code key}, {@code member} or {@code operator}
   * @param role absent for a key with scopes of its own
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Whoami(
      String kind,
      String id,
      String name,
      @Nullable String role,
      List<String> scopes,
      @Nullable TenantName tenant) {}

  /** The tenant that the request is about. */
  public record TenantName(UUID id, String slug, boolean suspended) {}

  @GET
  @PermissionsAllowed(Scope.SELF)
  @Operation(summary = "Tell who makes this request, in which tenant, and what it may do")
  public Whoami whoami() {
    if (caller.isOperator()) {
      Actor actor = caller.operator().actor();
      return new Whoami(
          actor.kind().id(), actor.id(), actor.name(), null, List.of(Scope.OPERATOR), null);
    }
    TenantPrincipal who = caller.principal();
    return new Whoami(
        who.actor().kind().id(),
        who.actor().id(),
        who.actor().name(),
        who.role().isEmpty() ? null : who.role(),
        who.scopes().stream().sorted().toList(),
        new TenantName(who.tenant().id(), who.tenant().slug(), who.tenant().suspended()));
  }
}
