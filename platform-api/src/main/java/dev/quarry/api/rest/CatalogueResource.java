package dev.quarry.api.rest;

import dev.quarry.api.auth.Scope;
import dev.quarry.api.catalogue.Catalogue;
import dev.quarry.api.catalogue.CatalogueService;
import dev.quarry.api.catalogue.Offers;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What jobs may ask for: the union of what the runners offer. */
@Path("/api/v1")
@Tag(name = "Catalogue")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CatalogueResource {
  private final CatalogueService catalogue;

  public CatalogueResource(CatalogueService catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Tools and what is behind them.
   *
   * @param runners how many are present
   */
  public record Toolsets(
      List<Catalogue.ToolsetOffer> toolsets,
      List<Catalogue.SourceOffer> sources,
      List<Catalogue.PluginState> plugins,
      List<String> modes,
      int runners) {}

  /**
   * Model profiles.
   *
   * @param currency in millionths of which prices are, for a million tokens
   */
  public record Models(List<Catalogue.ModelOffer> models, String currency) {}

  @GET
  @Path("/toolsets")
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "List toolsets, sources, plugins and modes")
  public Toolsets toolsets() {
    Offers offers = offers();
    Catalogue c = offers.catalogue();
    return new Toolsets(c.toolsets(), c.sources(), c.plugins(), c.modes(), offers.runners());
  }

  @GET
  @Path("/models")
  @PermissionsAllowed(Scope.JOBS_READ)
  @Operation(summary = "List model profiles")
  public Models models() {
    Catalogue c = offers().catalogue();
    return new Models(c.models(), c.currency());
  }

  private Offers offers() {
    return catalogue.offers().orElse(Offers.NONE);
  }
}
