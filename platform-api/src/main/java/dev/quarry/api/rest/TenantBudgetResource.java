package dev.quarry.api.rest;

import dev.quarry.api.admin.TenantService;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.budget.BudgetLimits;
import dev.quarry.api.budget.BudgetService;
import dev.quarry.api.budget.BudgetView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Limits that the operator sets a tenant. */
@Path("/api/v1/tenants/{slug}/budgets")
@Tag(name = "Tenants")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TenantBudgetResource {
  private final BudgetService budgets;
  private final TenantService tenants;
  private final BudgetLimitsReader requests;
  private final Caller caller;

  public TenantBudgetResource(
      BudgetService budgets, TenantService tenants, BudgetLimitsReader requests, Caller caller) {
    this.budgets = budgets;
    this.tenants = tenants;
    this.requests = requests;
    this.caller = caller;
  }

  @GET
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "List budgets of a tenant, and what is used of them")
  public BudgetResource.Budgets list(@PathParam("slug") String slug) {
    return new BudgetResource.Budgets(budgets.list(tenants.get(slug).id()));
  }

  @PUT
  @Path("/{period}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(
      summary = "Set the operator's limits of a tenant",
      description = "The tenant sees them and cannot change them.")
  @RequestBody(content = @Content(schema = @Schema(implementation = BudgetLimits.class)))
  public BudgetView set(
      @PathParam("slug") String slug, @PathParam("period") String period, InputStream body) {
    UUID tenantId = tenants.get(slug).id();
    return budgets.set(caller.operator(), tenantId, slug, period, requests.read(body));
  }

  @DELETE
  @Path("/{period}")
  @PermissionsAllowed(Scope.OPERATOR)
  @Operation(summary = "Remove the operator's budget of a tenant")
  @APIResponse(responseCode = "204", description = "Removed")
  public void remove(@PathParam("slug") String slug, @PathParam("period") String period) {
    budgets.remove(caller.operator(), tenants.get(slug).id(), slug, period);
  }
}
