package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.usage.UsageService;
import dev.quarry.api.usage.UsageView;
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

/** What was used up. */
@Path("/api/v1/usage")
@Tag(name = "Usage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UsageResource {
  private final UsageService usage;
  private final UsageFilterReader filters;
  private final Caller caller;

  public UsageResource(UsageService usage, UsageFilterReader filters, Caller caller) {
    this.usage = usage;
    this.filters = filters;
    this.caller = caller;
  }

  @GET
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(
      summary = "Tell what the tenant has used up",
      description =
          "A rollout counts in full on the day on which it ended or last left its slot. Days are"
              + " UTC; from is the first, to the day after the last.")
  public UsageView own(
      @QueryParam("by") @Nullable String by,
      @QueryParam("every") @Nullable String every,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to) {
    return usage.of(caller.tenantId(), filters.read(by, every, from, to));
  }
}
