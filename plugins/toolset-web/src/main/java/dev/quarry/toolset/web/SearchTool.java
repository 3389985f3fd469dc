package dev.quarry.toolset.web;

import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tool {@code search}: several queries at once, one block of hits for each. */
final class SearchTool implements Tool<SearchTool.Input> {
  /**
   * @param query what to search for
   */
  record Input(
      @Describe(
              value = "The queries. Several that complement each other may be given at once.",
              min = 1,
              max = 10,
              acceptSingle = true)
          List<String> query) {
    Input {
      query = List.copyOf(query);
    }
  }

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String description() {
    return "Runs web searches: give a list of queries, get the top results of each with title,"
        + " address and a passage.";
  }

  @Override
  public Class<Input> inputType() {
    return Input.class;
  }

  @Override
  public Effect effect() {
    return Effect.READ;
  }

  @Override
  public ToolResult call(Input input, ToolContext context) throws InterruptedException {
    WebSettings settings = WebSettings.of(context);
    List<String> queries =
        input.query().stream().map(String::strip).filter(q -> !q.isEmpty()).distinct().toList();
    if (queries.isEmpty()) {
      return ToolResult.failure(
          FailureCode.BAD_ARGUMENTS,
          "[Search] every query is blank; give at least one query with words in it");
    }
    List<Parallel.Outcome> outcomes =
        Parallel.inOrder(
            queries,
            settings.maxParallel(),
            CallTime.left(context),
            query -> {
              context.cancellation().check();
              context.progress("searching: " + query);
              return SearchText.found(
                  query, context.sources().search(query, settings.searchResults()));
            });
    return result(queries, outcomes);
  }

  private static ToolResult result(List<String> queries, List<Parallel.Outcome> outcomes) {
    List<String> blocks = new ArrayList<>();
    List<ToolException> failures = new ArrayList<>();
    for (int at = 0; at < queries.size(); at++) {
      switch (outcomes.get(at)) {
        case Parallel.Outcome.Done done -> blocks.add(done.text());
        case Parallel.Outcome.Failed failed -> {
          failures.add(failed.cause());
          blocks.add(SearchText.failed(queries.get(at), failed.cause()));
        }
      }
    }
    String content = String.join(Parallel.SEPARATOR, blocks);
    return failures.size() < queries.size()
        ? ToolResult.success(content)
        : asFailure(failures.getFirst(), content);
  }

  static ToolResult asFailure(ToolException first, String content) {
    Optional<java.time.Duration> retryAfter = first.toFailure().retryAfter();
    return new ToolResult.Failure(first.code(), content, retryAfter);
  }
}
