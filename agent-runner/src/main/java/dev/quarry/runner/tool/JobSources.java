package dev.quarry.runner.tool;

import dev.quarry.runner.plugin.LoadedCorpusSource;
import dev.quarry.runner.plugin.LoadedPageSource;
import dev.quarry.runner.plugin.LoadedSearchSource;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.ToolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sources that a job may consult: the corpora that it names, or the web when it names none.
 * Hits of several sources are merged by reciprocal rank (Cormack et al., SIGIR 2009, k = 60).
 */
final class JobSources implements Sources {
  private static final double RANK_CONSTANT = 60;

  private final HostContext context;

  JobSources(HostContext context) {
    this.context = context;
  }

  @Override
  public List<SearchHit> search(String query, int limit) throws InterruptedException {
    var reasons = new ArrayList<String>();
    var failures = new ArrayList<ToolException>();
    var answers = new ArrayList<List<SearchHit>>();
    for (LoadedSearchSource source : eligible()) {
      var sourceContext = context.as(source.plugin().id());
      try {
        switch (source.readiness(sourceContext, timeout())) {
          case Readiness.NotReady(String reason) -> reasons.add(source.id() + ": " + reason);
          case Readiness.Ready ready ->
              answers.add(source.search(query, limit, sourceContext, timeout()));
        }
      } catch (ToolException failure) {
        failures.add(failure);
      }
    }
    if (answers.isEmpty()) {
      throw failures.isEmpty() ? noneReady(reasons) : failures.getLast();
    }
    return merged(answers, limit);
  }

  @Override
  public Page fetch(String url) throws InterruptedException {
    String scheme = scheme(url);
    PluginCatalogue catalogue = context.services().catalogue().get();
    LoadedPageSource source =
        catalogue
            .pageSourceFor(scheme)
            .orElseThrow(
                () ->
                    new ToolException(
                        FailureCode.REFUSED,
                        "no page source serves \"%s:\" (address %s)".formatted(scheme, url)));
    return source.fetch(url, context.as(source.plugin().id()), timeout());
  }

  private List<LoadedSearchSource> eligible() {
    boolean ofCorpora = !context.corpora().isEmpty();
    return context.services().catalogue().get().searchSources().stream()
        .filter(s -> s instanceof LoadedCorpusSource == ofCorpora)
        .toList();
  }

  private Duration timeout() {
    Duration left = context.remaining();
    Duration most = context.services().limits().sourceTimeout();
    Duration timeout = left.compareTo(most) < 0 ? left : most;
    if (timeout.isZero()) {
      throw new ToolException(FailureCode.TIMEOUT, "no time is left for this call");
    }
    return timeout;
  }

  private static ToolException noneReady(List<String> reasons) {
    return new ToolException(
        FailureCode.NOT_CONFIGURED,
        reasons.isEmpty()
            ? "no search source is installed"
            : "no search source is ready: " + String.join("; ", reasons));
  }

  private static List<SearchHit> merged(List<List<SearchHit>> answers, int limit) {
    Map<String, SearchHit> byUrl = new LinkedHashMap<>();
    Map<String, Double> scores = new HashMap<>();
    for (List<SearchHit> answer : answers) {
      for (int rank = 0; rank < answer.size(); rank++) {
        SearchHit hit = answer.get(rank);
        byUrl.putIfAbsent(hit.url(), hit);
        scores.merge(hit.url(), 1 / (RANK_CONSTANT + rank + 1), Double::sum);
      }
    }
    return byUrl.values().stream()
        .sorted(
            Comparator.comparingDouble((SearchHit hit) -> -scores.getOrDefault(hit.url(), 0.0))
                .thenComparing(SearchHit::url))
        .limit(limit)
        .toList();
  }

  private static String scheme(String url) {
    try {
      String scheme = new URI(url.strip().replace(' ', '+')).getScheme();
      if (scheme != null) {
        return scheme.toLowerCase(Locale.ROOT);
      }
    } catch (URISyntaxException e) {
      throw new ToolException(
          FailureCode.BAD_ARGUMENTS, "\"%s\" is not an address".formatted(url), e);
    }
    throw new ToolException(
        FailureCode.BAD_ARGUMENTS,
        "\"%s\" is not an address: it has no scheme such as https:".formatted(url));
  }
}
