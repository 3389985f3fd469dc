package dev.quarry.api.rest;

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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Limits of tenants and projects, and how much of them is used. */
@Path("/api/v1/budgets")
@Tag(name = "Budgets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BudgetResource {
  private final BudgetService budgets;
  private final BudgetLimitsReader requests;
  private final Caller caller;

  public BudgetResource(BudgetService budgets, BudgetLimitsReader requests, Caller caller) {
    this.budgets = budgets;
    this.requests = requests;
    this.caller = caller;
  }

  /** All budgets over a tenant and its projects. */
  public record Budgets(List<BudgetView> budgets) {}

  @GET
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "List budgets of the tenant and its projects, and what is used of them")
  public Budgets list() {
    return new Budgets(budgets.list(caller.tenantId()));
  }

  @PUT
  @Path("/{period}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.BUDGETS_ADMIN)
  @Operation(
      summary = "Set the limits of a day, of a month or in total",
      description =
          "Of the tenant, or of the project that is named. A limit that is absent is none. A new"
              + " budget begins with what was used in its period so far.")
  @RequestBody(content = @Content(schema = @Schema(implementation = BudgetLimits.class)))
  public BudgetView set(
      @PathParam("period") String period,
      @QueryParam("project") @Nullable String project,
      InputStream body) {
    return budgets.set(
        caller.requester(), Optional.ofNullable(project), period, requests.read(body));
  }

  @DELETE
  @Path("/{period}")
  @PermissionsAllowed(Scope.BUDGETS_ADMIN)
  @Operation(summary = "Remove a budget")
  @APIResponse(responseCode = "204", description = "Removed")
  public void remove(
      @PathParam("period") String period, @QueryParam("project") @Nullable String project) {
    budgets.remove(caller.requester(), Optional.ofNullable(project), period);
  }
}
