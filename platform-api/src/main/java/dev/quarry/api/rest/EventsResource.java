package dev.quarry.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.events.EventService;
import dev.quarry.api.events.Position;
import dev.quarry.api.events.StreamEvent;
import dev.quarry.api.job.Awaiting;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** A job's events while they happen. */
@Path("/api/v1/jobs/{id}/events")
@Tag(name = "Jobs")
public class EventsResource {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final EventService events;
  private final Caller caller;

  public EventsResource(EventService events, Caller caller) {
    this.events = events;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @PermissionsAllowed(Scope.JOBS_READ)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Blocking
  @RunOnVirtualThread
  @Operation(
      summary = "Follow a job",
      description =
          "Server-sent events: state, step, progress, end. While the job waits for an answer, state"
              + " has what is asked in awaiting. A client that comes back with Last-Event-ID gets"
              + " every later step once.")
  public Multi<OutboundSseEvent> follow(
      @PathParam("id") String id,
      @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
      @QueryParam("after") @Nullable String after,
      @Context Sse sse) {
    Position position =
        lastEventId != null && !lastEventId.isEmpty()
            ? position(LAST_EVENT_ID, lastEventId)
            : position("after", after == null ? "" : after);
    var stream = events.open(caller.tenantId(), Ids.job(id), position);
    return Multi.createFrom().publisher(stream).map(event -> outbound(sse, event));
  }

  private static Position position(String field, String text) {
    if (text.isEmpty()) {
      return Position.START;
    }
    return Position.parse(text)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    field,
                    "is \"%.80s\"; the id of an event is accepted, as in 0:12".formatted(text)));
  }

  private static OutboundSseEvent outbound(Sse sse, StreamEvent event) {
    return switch (event) {
      case StreamEvent.StepSeen e ->
          sse.newEventBuilder()
              .id(e.after().toString())
              .name("step")
              .data(String.class, e.data().toString())
              .build();
      case StreamEvent.ProgressSeen e ->
          named(sse, "progress", object("note", e.note()).put("round", e.round()));
      case StreamEvent.StateSeen e -> named(sse, "state", state(e));
      case StreamEvent.EndSeen e -> named(sse, "end", object("state", e.state()));
      case StreamEvent.Heartbeat e -> sse.newEventBuilder().comment(" heartbeat").build();
    };
  }

  private static ObjectNode state(StreamEvent.StateSeen seen) {
    ObjectNode data = object("state", seen.state());
    Awaiting awaiting = seen.awaiting();
    if (awaiting != null) {
      data.putObject("awaiting").put("kind", awaiting.kind()).put("message", awaiting.message());
    }
    return data;
  }

  private static ObjectNode object(String field, String value) {
    return JsonNodeFactory.instance.objectNode().put(field, value);
  }

  private static OutboundSseEvent named(Sse sse, String name, JsonNode data) {
    return sse.newEventBuilder().name(name).data(String.class, data.toString()).build();
  }
}
