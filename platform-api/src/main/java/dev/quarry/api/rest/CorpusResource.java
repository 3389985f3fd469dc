package dev.quarry.api.rest;

import dev.quarry.api.auth.Caller;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.corpus.CorpusService;
import dev.quarry.api.corpus.CorpusView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Corpora: named folders that a runner indexes and jobs may search. */
@Path("/api/v1/corpora")
@Tag(name = "Corpora")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CorpusResource {
  private static final String PATH = "/api/v1/corpora/";

  private final CorpusService corpora;
  private final CorpusRequestReader requests;
  private final Caller caller;

  public CorpusResource(CorpusService corpora, CorpusRequestReader requests, Caller caller) {
    this.corpora = corpora;
    this.requests = requests;
    this.caller = caller;
  }

  /** All corpora of a tenant. */
  public record Corpora(List<CorpusView> corpora) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Scope.CORPORA_WRITE)
  @Operation(
      summary = "Name a folder as a corpus",
      description = "The same name and path once more ask for indexing anew.")
  @RequestBody(
      content =
          @Content(schema = @Schema(implementation = CorpusRequestReader.CorpusRequest.class)))
  @APIResponse(
      responseCode = "201",
      description = "Made; a runner will index it",
      content = @Content(schema = @Schema(implementation = CorpusView.class)))
  @APIResponse(
      responseCode = "200",
      description = "It was there; it will be indexed anew",
      content = @Content(schema = @Schema(implementation = CorpusView.class)))
  @APIResponse(responseCode = "409", description = "The name stands for another folder")
  public Response put(byte[] body) {
    var request = requests.read(body);
    CorpusService.Put put = corpora.put(caller.tenantId(), request.name(), request.path());
    return put.created()
        ? Response.created(URI.create(PATH + request.name())).entity(put.corpus()).build()
        : Response.ok(put.corpus()).build();
  }

  @GET
  @PermissionsAllowed(Scope.CORPORA_READ)
  @Operation(summary = "List corpora by name")
  public Corpora list() {
    return new Corpora(corpora.list(caller.tenantId()));
  }

  @GET
  @Path("/{name}")
  @PermissionsAllowed(Scope.CORPORA_READ)
  @Operation(summary = "Show a corpus and how far its indexing is")
  public CorpusView get(@PathParam("name") String name) {
    return corpora.get(caller.tenantId(), name);
  }

  @DELETE
  @Path("/{name}")
  @PermissionsAllowed(Scope.CORPORA_WRITE)
  @Operation(summary = "Forget a corpus", description = "The folder itself is not touched.")
  @APIResponse(responseCode = "204", description = "Forgotten")
  public void delete(@PathParam("name") String name) {
    corpora.delete(caller.tenantId(), name);
  }
}
