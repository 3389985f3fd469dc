package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.fail;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import dev.quarry.sdk.binding.Bound;
import dev.quarry.sdk.binding.ToolBinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One example of a plugin: a tool with arguments, a search source with a query, a page source. */
record TckCall(String what, Body body) {
  /** Does it with a context, and says what came back as text. */
  @FunctionalInterface
  interface Body {
    List<String> run(ToolContext context) throws InterruptedException;
  }

  /** What a call came to: the texts it gave back, or the exception. */
  sealed interface End {
    record Texts(List<String> texts) implements End {}

    record Threw(Throwable cause) implements End {}
  }

  static TckCall of(Tool<?> tool, String arguments) {
    return tool(tool, arguments);
  }

  private static <I extends Record> TckCall tool(Tool<I> tool, String arguments) {
    return new TckCall(
        "the tool " + tool.name(),
        context ->
            switch (ToolBinding.of(tool).bind(arguments)) {
              case Bound.Problem<I>(String message) ->
                  fail(
                      "The example of the tool %s does not fit its schema: %s",
                      tool.name(), message);
              case Bound.Input<I>(I input) -> texts(tool, tool.call(input, context));
            });
  }

  private static List<String> texts(Tool<?> tool, ToolResult result) {
    return switch (result) {
      case ToolResult.Failure failure -> throw failed(failure);
      case ToolResult.Success(String content, var sources) -> {
        if (content.isBlank()) {
          fail("The tool %s gave back nothing for its example.", tool.name());
        }
        List<String> texts = new ArrayList<>(List.of(content));
        sources.forEach(s -> texts.addAll(List.of(s.url(), s.title(), s.text())));
        yield texts;
      }
      case null -> fail("The tool %s returned null.", tool.name());
    };
  }

  private static ToolException failed(ToolResult.Failure failure) {
    return new ToolException(failure.code(), failure.message(), failure.retryAfter(), null);
  }

  static TckCall of(SearchSource source, String query) {
    return new TckCall(
        "the search source " + source.id(),
        context -> {
          List<String> texts = new ArrayList<>();
          source
              .search(query, 5, (CallContext) context)
              .forEach(h -> texts.addAll(List.of(h.title(), h.url(), h.snippet())));
          return texts;
        });
  }

  static TckCall of(PageSource source, String url) {
    return new TckCall(
        "the page source " + source.id(),
        context ->
            switch (source.fetch(url, context)) {
              case dev.quarry.sdk.Page.Text(String at, String title, String text) ->
                  List.of(at, title, text);
              case dev.quarry.sdk.Page.Raw raw ->
                  List.of(
                      raw.url(), new String(raw.body(), java.nio.charset.StandardCharsets.UTF_8));
            });
  }

  /** Starts it on a thread of its own, as the platform does. */
  Running start(ToolContext context) {
    CompletableFuture<End> end = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    end.complete(new End.Texts(body.run(context)));
                  } catch (Throwable thrown) {
                    end.complete(new End.Threw(thrown));
                  }
                });
    return new Running(what, thread, end);
  }

  /** A call that may be under way. */
  record Running(String what, Thread thread, CompletableFuture<End> end) {
    Running go() {
      thread.start();
      return this;
    }

    /** Fails the test where the call does not end in time. */
    End within(Duration patience, String rule) throws InterruptedException {
      try {
        return end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        return fail(
            "%s did not end within %d s %s; it is at%n  %s",
            what,
            patience.toSeconds(),
            rule,
            String.join(
                "\n  ",
                List.of(thread.getStackTrace()).stream()
                    .limit(8)
                    .map(StackTraceElement::toString)
                    .toList()));
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
