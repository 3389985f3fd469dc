package dev.quarry.sdk.testkit;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Real sources, or a test's own, seen as one: hits of equal rank in the order of the sources. */
final class TestSources implements Sources {
  private final List<SearchSource> searches;
  private final List<PageSource> pages;
  private final CallContext context;

  TestSources(List<SearchSource> searches, List<PageSource> pages, CallContext context) {
    this.searches = searches;
    this.pages = pages;
    this.context = context;
  }

  @Override
  public List<SearchHit> search(String query, int limit) throws InterruptedException {
    context.cancellation().check();
    List<List<SearchHit>> answers = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    ToolException last = null;
    for (SearchSource source : searches) {
      switch (source.readiness(context)) {
        case Readiness.NotReady(String reason) -> reasons.add(source.id() + ": " + reason);
        case Readiness.Ready _ -> {
          try {
            answers.add(source.search(query, limit, context));
          } catch (ToolException failed) {
            last = failed;
          }
        }
      }
    }
    if (answers.isEmpty()) {
      throw last != null
          ? last
          : new ToolException(
              FailureCode.NOT_CONFIGURED, "no source is ready: " + String.join("; ", reasons));
    }
    return merged(answers, limit);
  }

  private static List<SearchHit> merged(List<List<SearchHit>> answers, int limit) {
    Map<String, SearchHit> byUrl = new LinkedHashMap<>();
    int longest = answers.stream().mapToInt(List::size).max().orElse(0);
    for (int rank = 0; rank < longest; rank++) {
      for (List<SearchHit> answer : answers) {
        if (rank < answer.size()) {
          byUrl.putIfAbsent(answer.get(rank).url(), answer.get(rank));
        }
      }
    }
    return byUrl.values().stream().limit(limit).toList();
  }

  @Override
  public Page fetch(String url) throws InterruptedException {
    context.cancellation().check();
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    for (PageSource source : pages) {
      if (source.schemes().contains(scheme)) {
        return source.fetch(url, context);
      }
    }
    throw new ToolException(
        FailureCode.REFUSED, "no source of the test serves the scheme \"" + scheme + "\"");
  }
}
