package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.job.ControlService;
import dev.quarry.api.job.JobView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What can be done with a job while it is there. */
@Path("/api/v1/jobs/{id}")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ControlResource {
  private static final String ENDED_OR_WAITS = "It has ended, or waits for an answer";

  private final ControlService control;
  private final MessageReader messages;
  private final Caller caller;

  public ControlResource(ControlService control, MessageReader messages, Caller caller) {
    this.control = control;
    this.messages = messages;
    this.caller = caller;
  }

  /** A message, for the OpenAPI document; it is read field by field. */
  @Schema(name = "MessageRequest")
  record MessageDoc(
      @Schema(required = true, description = "1 to 4,000 characters") String message) {}

  /** An answer, likewise. */
  @Schema(name = "AnswerRequest")
  record AnswerDoc(
      @Schema(description = "1 to 4,000 characters; may be absent where a plan is approved")
          @Nullable String message,
      @Schema(
              description =
                  "For a plan: whether it is approved; if not, message says what to change")
          @Nullable Boolean approved) {}

  @POST
  @Path("/cancel")
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Cancel a job",
      description = "A job that holds no slot ends at once, one that runs at its next step.")
  @APIResponseSchema(value = JobView.class, responseCode = "202", responseDescription = "Asked for")
  @APIResponse(responseCode = "409", description = "It has ended otherwise")
  public Response cancel(@PathParam("id") String id) {
    return Response.accepted(control.cancel(caller.tenantId(), Ids.job(id))).build();
  }

  @POST
  @Path("/pause")
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Pause a job",
      description =
          "A job that waits for a slot is paused at once, one that runs at its next step. A paused"
              + " job holds no slot and keeps all its steps.")
  @APIResponseSchema(value = JobView.class, responseCode = "202", responseDescription = "Asked for")
  @APIResponse(responseCode = "409", description = ENDED_OR_WAITS)
  public Response pause(@PathParam("id") String id) {
    return Response.accepted(control.pause(caller.tenantId(), Ids.job(id))).build();
  }

  @POST
  @Path("/resume")
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Let a paused job go on",
      description = "It goes on after its last step, and asks the model nothing twice.")
  @APIResponseSchema(value = JobView.class, responseCode = "202", responseDescription = "Queued")
  @APIResponse(responseCode = "409", description = ENDED_OR_WAITS)
  public Response resume(@PathParam("id") String id) {
    return Response.accepted(control.resume(caller.tenantId(), Ids.job(id))).build();
  }

  @POST
  @Path("/messages")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Steer a job",
      description =
          "The agent reads the message before its next round. With an Idempotency-Key, the same"
              + " message once more is told once.")
  @Parameter(
      name = IdempotencyHeader.NAME,
      in = ParameterIn.HEADER,
      description = IdempotencyHeader.ACCEPTED,
      schema = @Schema(type = SchemaType.STRING))
  @RequestBody(content = @Content(schema = @Schema(implementation = MessageDoc.class)))
  @APIResponseSchema(value = JobView.class, responseCode = "202", responseDescription = "Taken in")
  @APIResponse(
      responseCode = "409",
      description = "It has ended, waits for an answer, or was sent as many messages as it may be")
  @APIResponse(responseCode = "422", description = "The key was sent with another request before")
  public Response steer(
      @PathParam("id") String id, InputStream body, @Context HttpHeaders headers) {
    var key = IdempotencyHeader.read(headers);
    return Response.accepted(
            control.steer(caller.tenantId(), Ids.job(id), messages.steer(body), key))
        .build();
  }

  @POST
  @Path("/answer")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.JOBS_WRITE)
  @Operation(
      summary = "Answer what a job asks",
      description =
          "For a job in state WAITING_INPUT. Its field awaiting has what is asked: a clarification is"
              + " answered with message; a plan with approved, or with message that says what to"
              + " change. With an Idempotency-Key, the same answer once more is given once.")
  @Parameter(
      name = IdempotencyHeader.NAME,
      in = ParameterIn.HEADER,
      description = IdempotencyHeader.ACCEPTED,
      schema = @Schema(type = SchemaType.STRING))
  @RequestBody(content = @Content(schema = @Schema(implementation = AnswerDoc.class)))
  @APIResponseSchema(value = JobView.class, responseCode = "202", responseDescription = "Queued")
  @APIResponse(responseCode = "400", description = "It does not fit what is asked")
  @APIResponse(responseCode = "409", description = "It asks nothing")
  @APIResponse(responseCode = "422", description = "The key was sent with another request before")
  public Response answer(
      @PathParam("id") String id, InputStream body, @Context HttpHeaders headers) {
    var key = IdempotencyHeader.read(headers);
    return Response.accepted(
            control.answer(caller.tenantId(), Ids.job(id), messages.answer(body), key))
        .build();
  }
}
