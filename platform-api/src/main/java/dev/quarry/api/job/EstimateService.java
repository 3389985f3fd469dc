package dev.quarry.api.job;

import dev.quarry.api.catalogue.Catalogue;
import dev.quarry.api.catalogue.CatalogueService;
import dev.quarry.api.catalogue.Offers;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.trajectory.Price;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.UUID;

/** Tells what a job would use up, without taking it in. */
@Singleton
public final class EstimateService {
  private final TenantSession sessions;
  private final SpecService specs;
  private final CatalogueService catalogue;
  private final EstimateStore store;
  private final ApiConfig.Estimates limits;

  EstimateService(
      TenantSession sessions,
      SpecService specs,
      CatalogueService catalogue,
      EstimateStore store,
      ApiConfig config) {
    this.sessions = sessions;
    this.specs = specs;
    this.catalogue = catalogue;
    this.store = store;
    this.limits = config.estimates();
  }

  public EstimateView estimate(UUID tenantId, JobRequest request) {
    JobSpec spec = specs.resolve(tenantId, request);
    specs.project(tenantId, request);
    Catalogue offered = catalogue.offers().orElse(Offers.NONE).catalogue();
    EstimateView.Amounts bound = bound(spec, price(offered, spec.model()));
    EstimateStore.Past past =
        sessions.call(
            tenantId,
            () ->
                sessions.onConnection(
                    tx -> store.past(tx, spec.mode().id(), spec.model(), limits.jobs())));
    return past.jobs() < limits.leastJobs()
        ? new EstimateView(
            EstimateView.BOUNDS, past.jobs(), offered.currency(), bound, bound, bound)
        : new EstimateView(
            EstimateView.HISTORY,
            past.jobs(),
            offered.currency(),
            past.median(),
            past.high(),
            bound);
  }

  private static Price price(Catalogue offered, String model) {
    return offered.models().stream()
        .filter(m -> m.name().equals(model))
        .map(EstimateService::orFree)
        .findFirst()
        .orElse(Price.NONE);
  }

  private static Price orFree(Catalogue.ModelOffer model) {
    Price price = model.price();
    return price == null ? Price.NONE : price;
  }

  /** All tokens at the higher of the two prices. */
  private static EstimateView.Amounts bound(JobSpec spec, Price price) {
    long tokens = spec.budget().tokens();
    return new EstimateView.Amounts(
        tokens,
        Math.max(price.of(tokens, 0), price.of(0, tokens)),
        BigDecimal.valueOf(spec.budget().wallSeconds()));
  }
}
