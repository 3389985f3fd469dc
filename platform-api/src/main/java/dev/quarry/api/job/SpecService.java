package dev.quarry.api.job;

import dev.quarry.api.catalogue.CatalogueService;
import dev.quarry.api.catalogue.Offers;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.corpus.CorpusService;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.core.job.JobSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Completes a request with what the runners and the tenant have. */
@Singleton
final class SpecService {
  private final CatalogueService catalogue;
  private final CorpusService corpora;
  private final Duration retryAfter;

  SpecService(CatalogueService catalogue, CorpusService corpora, ApiConfig config) {
    this.catalogue = catalogue;
    this.corpora = corpora;
    this.retryAfter = config.catalogue().retryAfter();
  }

  /**
   * @throws ApiException naming every unknown name, or that no runner has ever come
   */
  JobSpec resolve(UUID tenantId, JobRequest request) {
    Offers offers = catalogue.offers().orElseThrow(this::noRunner);
    List<String> names = request.corpora().isEmpty() ? List.of() : corpora.names(tenantId);
    return SpecCheck.resolve(request, offers.catalogue(), names);
  }

  private ApiException noRunner() {
    return ApiException.retry(
        ErrorCode.NO_RUNNER,
        "No runner has registered with this installation yet, so it is not known what can be asked"
            + " for. Start an agent-runner.",
        retryAfter);
  }
}
