package dev.quarry.api.rest;

import dev.quarry.api.admin.MemberService;
import dev.quarry.api.admin.MemberView;
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

/** People who use the tenant with tokens of an identity provider. */
@Path("/api/v1/members")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MemberResource {
  private final MemberService members;
  private final AdminRequestReader requests;
  private final Caller caller;

  public MemberResource(MemberService members, AdminRequestReader requests, Caller caller) {
    this.members = members;
    this.requests = requests;
    this.caller = caller;
  }

  /** All members of a tenant. */
  public record Members(List<MemberView> members) {}

  /** What a request for a member says. */
  public record MemberDoc(String issuer, String subject, String name, String role) {}

  /** What of a member can be changed. */
  public record MemberChangeDoc(String name, String role) {}

  @GET
  @PermissionsAllowed(Scope.MEMBERS_ADMIN)
  @Operation(summary = "List members by name")
  public Members list() {
    return new Members(members.list(caller.tenantId()));
  }

  @GET
  @Path("/{id}")
  @PermissionsAllowed(Scope.MEMBERS_ADMIN)
  @Operation(summary = "Show a member")
  public MemberView get(@PathParam("id") String id) {
    return members.get(caller.tenantId(), Ids.member(id));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.MEMBERS_ADMIN)
  @Operation(
      summary = "Add a member",
      description = "Issuer and subject are those of the person's tokens.")
  @RequestBody(content = @Content(schema = @Schema(implementation = MemberDoc.class)))
  @APIResponse(
      responseCode = "201",
      description = "Added",
      content = @Content(schema = @Schema(implementation = MemberView.class)))
  @APIResponse(responseCode = "409", description = "The person is a member already")
  public Response add(InputStream body) {
    MemberView added = members.add(caller.requester(), requests.member(body));
    return Response.created(URI.create("/api/v1/members/" + added.id())).entity(added).build();
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.MEMBERS_ADMIN)
  @Operation(summary = "Change the name or the role of a member")
  @RequestBody(content = @Content(schema = @Schema(implementation = MemberChangeDoc.class)))
  public MemberView change(@PathParam("id") String id, InputStream body) {
    var change = requests.memberChange(body);
    return members.change(caller.requester(), Ids.member(id), change.name(), change.role());
  }

  @DELETE
  @Path("/{id}")
  @PermissionsAllowed(Scope.MEMBERS_ADMIN)
  @Operation(summary = "Remove a member")
  @APIResponse(responseCode = "204", description = "Removed")
  public void remove(@PathParam("id") String id) {
    members.remove(caller.requester(), Ids.member(id));
  }
}
