package dev.quarry.toolset.web;

import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.Source;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The tool {@code visit}: reads pages and brings back what serves a goal. */
final class VisitTool implements Tool<VisitTool.Input> {
  /**
   * @param url what to read
   * @param goal what to look for
   */
  record Input(
      @Describe(
              value = "The addresses of the pages to read; one or several.",
              min = 1,
              max = 10,
              acceptSingle = true)
          List<String> url,
      @Describe(value = "What to find out from these pages.", min = 1) String goal) {
    Input {
      url = List.copyOf(url);
      Objects.requireNonNull(goal, "goal");
    }
  }

  private final PageParser parser;

  VisitTool(PageParser parser) {
    this.parser = parser;
  }

  @Override
  public String name() {
    return "visit";
  }

  @Override
  public String description() {
    return "Reads one or several pages and returns, for each, the evidence that serves the goal and"
        + " a summary.";
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
    List<String> urls =
        input.url().stream().map(String::strip).filter(u -> !u.isEmpty()).distinct().toList();
    if (urls.isEmpty() || input.goal().isBlank()) {
      return ToolResult.failure(
          FailureCode.BAD_ARGUMENTS,
          "[Visit] url must name at least one page and goal must say what to look for");
    }
    Map<String, Source> sources = new ConcurrentHashMap<>();
    List<Parallel.Outcome> outcomes =
        Parallel.inOrder(
            urls,
            settings.maxParallel(),
            CallTime.left(context, settings.visitBudget()),
            url -> {
              context.cancellation().check();
              context.progress("reading " + url);
              Page.Text page = parser.text(context.sources().fetch(url), settings.parseTime());
              String text = visit(url, page, input.goal(), context, settings);
              sources.put(url, new Source(url, page.title(), page.text()));
              return text;
            });
    return result(urls, input.goal(), outcomes, sources);
  }

  private static String visit(
      String url, Page.Text page, String goal, ToolContext context, WebSettings settings)
      throws InterruptedException {
    if (page.text().isBlank()) {
      throw new ToolException(FailureCode.UNREADABLE, "the page holds no text");
    }
    var reader =
        new EvidenceReader(
            context.model(ModelRole.READER), settings.pageMaxTokens(), settings.readerReasks());
    return VisitText.read(url, goal, reader.read(page.text(), goal));
  }

  private static ToolResult result(
      List<String> urls,
      String goal,
      List<Parallel.Outcome> outcomes,
      Map<String, Source> readPages) {
    List<String> blocks = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    List<ToolException> failures = new ArrayList<>();
    for (int at = 0; at < urls.size(); at++) {
      String url = urls.get(at);
      switch (outcomes.get(at)) {
        case Parallel.Outcome.Done done -> {
          blocks.add(done.text());
          sources.add(Objects.requireNonNull(readPages.get(url)));
        }
        case Parallel.Outcome.Failed failed -> {
          failures.add(failed.cause());
          blocks.add(VisitText.failed(url, goal, failed.cause()));
        }
      }
    }
    String content = String.join(Parallel.SEPARATOR, blocks);
    return failures.size() < urls.size()
        ? ToolResult.success(content, sources)
        : SearchTool.asFailure(failures.getFirst(), content);
  }
}
