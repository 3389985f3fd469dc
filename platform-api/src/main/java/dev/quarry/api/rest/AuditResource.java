package dev.quarry.api.rest;

import dev.quarry.api.audit.AuditPage;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was done in the tenant. */
@Path("/api/v1/audit")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuditResource {
  private final AuditService audit;
  private final AuditFilterReader filters;
  private final Caller caller;

  public AuditResource(AuditService audit, AuditFilterReader filters, Caller caller) {
    this.audit = audit;
    this.filters = filters;
    this.caller = caller;
  }

  @GET
  @PermissionsAllowed(Scope.AUDIT_READ)
  @Operation(
      summary = "List what was done, newest first",
      description = "action is the beginning of one, as in key. or key.create; actor is an id.")
  public AuditPage list(
      @QueryParam("action") @Nullable String action,
      @QueryParam("actor") @Nullable String actor,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return audit.list(caller.tenantId(), filters.read(action, actor, limit, cursor));
  }
}
