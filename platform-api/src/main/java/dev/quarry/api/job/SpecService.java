package dev.quarry.api.job;

import dev.quarry.api.catalogue.CatalogueService;
import dev.quarry.api.catalogue.Offers;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.corpus.CorpusService;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.project.ProjectService;
import dev.quarry.core.job.JobSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Completes a request with what the runners and the tenant have. */
@Singleton
final class SpecService {
  private final CatalogueService catalogue;
  private final CorpusService corpora;
  private final ProjectService projects;
  private final Duration retryAfter;
  private final @Nullable Integer retentionDays;

  SpecService(
      CatalogueService catalogue,
      CorpusService corpora,
      ProjectService projects,
      ApiConfig config) {
    this.catalogue = catalogue;
    this.corpora = corpora;
    this.projects = projects;
    this.retryAfter = config.catalogue().retryAfter();
    this.retentionDays = config.retention().days().map(SpecService::accepted).orElse(null);
  }

  private static Integer accepted(int days) {
    if (days < 1 || days > JobSpec.MAX_RETENTION_DAYS) {
      throw new IllegalArgumentException(
          "quarry.api.retention.days is %d; accepted are 1 to %d"
              .formatted(days, JobSpec.MAX_RETENTION_DAYS));
    }
    return days;
  }

  /**
   * @throws ApiException naming every unknown name, or that no runner has ever come
   */
  JobSpec resolve(UUID tenantId, JobRequest request) {
    Offers offers = catalogue.offers().orElseThrow(this::noRunner);
    List<String> names = request.corpora().isEmpty() ? List.of() : corpora.names(tenantId);
    return SpecCheck.resolve(request, offers.catalogue(), names, retentionDays);
  }

  /**
   * @return id of the project that was named; null for none
   * @throws ApiException when there is none of that name that takes jobs
   */
  @Nullable UUID project(UUID tenantId, JobRequest request) {
    String slug = request.project();
    return slug == null ? null : projects.open(tenantId, slug).id();
  }

  private ApiException noRunner() {
    return ApiException.retry(
        ErrorCode.NO_RUNNER,
        "No runner has registered with this installation yet, so it is not known what can be asked"
            + " for. Start an agent-runner.",
        retryAfter);
  }
}
