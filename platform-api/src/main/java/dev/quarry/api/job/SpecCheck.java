package dev.quarry.api.job;

import dev.quarry.api.catalogue.Catalogue;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.FieldError;
import dev.quarry.core.job.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares a request with what there is: names must be known, and the defaults are filled in. */
final class SpecCheck {
  private final JobRequest request;
  private final Catalogue offered;
  private final List<String> corpora;
  private final @Nullable Integer retentionDays;
  private final List<FieldError> errors = new ArrayList<>();

  private SpecCheck(
      JobRequest request,
      Catalogue offered,
      List<String> corpora,
      @Nullable Integer retentionDays) {
    this.request = request;
    this.offered = offered;
    this.corpora = corpora;
    this.retentionDays = retentionDays;
  }

  /**
   * @param corpora names of the tenant's corpora
   * @param retentionDays where the client does not say; null for never
   * @throws ApiException naming every unknown name and what exists
   */
  static JobSpec resolve(
      JobRequest request,
      Catalogue offered,
      List<String> corpora,
      @Nullable Integer retentionDays) {
    return new SpecCheck(request, offered, corpora, retentionDays).resolve();
  }

  private JobSpec resolve() {
    known("mode", "mode", List.of(request.mode().id()), offered.modes());
    known(
        "toolsets",
        "toolset",
        request.toolsets(),
        offered.toolsets().stream().map(Catalogue.ToolsetOffer::name).toList());
    known("corpora", "corpus", request.corpora(), corpora);
    String model = model().orElse("");
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new JobSpec(
        request.question(),
        request.mode(),
        request.toolsets(),
        request.corpora(),
        model,
        request.budget(),
        request.metadata(),
        request.clarify(),
        request.approvePlan(),
        request.retentionDays() == null ? retentionDays : request.retentionDays());
  }

  private Optional<String> model() {
    List<Catalogue.ModelOffer> agents =
        offered.models().stream().filter(Catalogue.ModelOffer::agent).toList();
    List<String> names = agents.stream().map(Catalogue.ModelOffer::name).toList();
    if (request.namedModel().isPresent()) {
      known("model", "model", List.of(request.namedModel().get()), names);
      return request.namedModel();
    }
    Optional<String> standard =
        agents.stream()
            .filter(Catalogue.ModelOffer::standard)
            .map(Catalogue.ModelOffer::name)
            .findFirst();
    if (standard.isEmpty()) {
      errors.add(
          new FieldError("model", "is missing, and there is no default; " + accepted(names)));
    }
    return standard;
  }

  private void known(String field, String what, List<String> asked, List<String> existing) {
    for (String name : asked) {
      if (!existing.contains(name)) {
        errors.add(
            new FieldError(
                field, "unknown %s \"%s\"; %s".formatted(what, name, accepted(existing))));
      }
    }
  }

  private static String accepted(List<String> existing) {
    return existing.isEmpty() ? "there is none" : "accepted are " + String.join(", ", existing);
  }
}
