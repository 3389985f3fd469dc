package dev.quarry.api.rest;

import dev.quarry.api.admin.TenantService;
import dev.quarry.api.admin.TenantView;
import dev.quarry.api.audit.AuditPage;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.secret.SecretService;
import dev.quarry.api.usage.UsageService;
import dev.quarry.api.usage.UsageView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What concerns the whole installation. */
@Path("/api/v1/operator")
@Tag(name = "Operator")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OperatorResource {
  private final AuditService audit;
  private final AuditFilterReader filters;
  private final TenantService tenants;
  private final SecretService secrets;
  private final UsageService usage;
  private final UsageFilterReader usageFilters;
  private final Caller caller;

  public OperatorResource(
      AuditService audit,
      AuditFilterReader filters,
      TenantService tenants,
      SecretService secrets,
      UsageService usage,
      UsageFilterReader usageFilters,
      Caller caller) {
    this.audit = audit;
    this.filters = filters;
    this.tenants = tenants;
    this.secrets = secrets;
    this.usage = usage;
    this.usageFilters = usageFilters;
    this.caller = caller;
  }

  /**
   * What came of wrapping anew.
   *
   * @param keys of tenants that an earlier key had wrapped
   */
  public record Rewrapped(int keys) {}

  @GET
  @Path("/audit")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "List what operators did, newest first")
  public AuditPage audit(
      @QueryParam("action") @Nullable String action,
      @QueryParam("actor") @Nullable String actor,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return audit.operators(filters.read(action, actor, limit, cursor));
  }

  @POST
  @Path("/secrets/rewrap")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Wrap the keys of all tenants by the present key of the installation",
      description = "After it the previous key may go from the configuration.")
  public Rewrapped rewrap() {
    return new Rewrapped(
        secrets.rewrap(caller.operator(), tenants.list().stream().map(TenantView::id).toList()));
  }

  @GET
  @Path("/usage")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "Tell what each tenant has used up")
  public UsageView usage(
      @QueryParam("every") @Nullable String every,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to) {
    return usage.ofAll(usageFilters.read(null, every, from, to));
  }
}
