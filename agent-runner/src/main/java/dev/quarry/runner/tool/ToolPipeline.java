package dev.quarry.runner.tool;

import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.engine.ToolInvoker;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Source;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What stands between a decision to call a tool and the tool: allow-list, schema, deadline, retry,
 * secrets that must not come back, texts of pages, size cap. Every failure is an observation for
 * the model.
 */
public final class ToolPipeline implements ToolInvoker {
  private static final String CUT = "\n[cut here: the rest is too long to be shown]";

  private final Brief brief;
  private final RolloutScope scope;
  private final Map<String, LoadedTool> tools;
  private final ReaderModels reader;
  private final ToolServices services;

  /**
   * @param tools the tools of the brief that are installed here, by name
   * @param reader model of the role reader
   */
  public ToolPipeline(
      Brief brief,
      RolloutScope scope,
      Map<String, LoadedTool> tools,
      ReaderModels reader,
      ToolServices services) {
    this.brief = brief;
    this.scope = scope;
    this.tools = Map.copyOf(tools);
    this.reader = reader;
    this.services = services;
  }

  @Override
  public ToolOutcome invoke(ToolCallRequest call) throws InterruptedException {
    LoadedTool tool = tools.get(call.tool());
    if (tool == null) {
      return ToolOutcome.failed(
          "tool-unavailable", "Tool %s is not available".formatted(call.tool()));
    }
    CallSecrets secrets = services.secretsOf(scope.tenantId());
    ReaderModel spending = reader.model(secrets.redaction());
    for (int attempt = 1; ; attempt++) {
      ToolResult result = once(call, tool, attempt, secrets, spending);
      switch (result) {
        case ToolResult.Success success -> {
          return succeeded(success, spending.spent());
        }
        case ToolResult.Failure failure -> {
          if (!worthRepeating(tool, failure, attempt)) {
            return failed(failure, spending.spent());
          }
          pause(failure.retryAfter(), attempt);
        }
      }
    }
  }

  private ToolResult once(
      ToolCallRequest call, LoadedTool tool, int attempt, CallSecrets secrets, ReaderModel spending)
      throws InterruptedException {
    var cancellation = new CallCancellation(secrets.redaction()::of);
    Duration timeout = services.limits().callTimeout();
    var context =
        new HostContext(
            services,
            new HostContext.Call(
                new CallInfo(
                    scope.tenantId(),
                    scope.jobId(),
                    scope.rolloutId(),
                    call.idempotencyKey(),
                    scope.attempt() + attempt - 1),
                services.clock().instant().plus(timeout),
                cancellation,
                secrets,
                scope.corpora(),
                note -> scope.listener().progress(call.round(), note),
                spending),
            tool.plugin().id());
    try {
      ToolResult result = tool.call(call.argumentsJson(), context, timeout);
      if (result instanceof ToolResult.Failure f && f.code() == FailureCode.TIMEOUT) {
        cancellation.cancel();
      }
      return secrets.redaction().of(result);
    } catch (InterruptedException e) {
      cancellation.cancel();
      throw e;
    }
  }

  private boolean worthRepeating(LoadedTool tool, ToolResult.Failure failure, int attempt) {
    return failure.code().retryable()
        && failure.code() != FailureCode.TIMEOUT
        && tool.effect() != Effect.UNSAFE
        && attempt <= services.limits().retries();
  }

  private void pause(Optional<Duration> asked, int attempt) throws InterruptedException {
    Duration own = services.limits().retryPause().multipliedBy(1L << Math.min(attempt - 1, 10));
    Duration pause = asked.orElse(own);
    Duration most = services.limits().retryPauseMax();
    Thread.sleep(pause.compareTo(most) > 0 ? most : pause);
  }

  private ToolOutcome succeeded(ToolResult.Success success, TokenUsage spent) {
    List<PageText> pages = success.sources().stream().map(this::page).toList();
    String shown = capped(success.content());
    return new ToolOutcome(null, shown, pages, shown.length() < success.content().length(), spent);
  }

  private ToolOutcome failed(ToolResult.Failure failure, TokenUsage spent) {
    String slug = failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String text = observation(failure);
    String shown = capped(text);
    return new ToolOutcome(slug, shown, List.of(), shown.length() < text.length(), spent);
  }

  /**
   * A tool's own words, which may be a text that models were trained on. Only the host's own
   * complaint about arguments is marked, in the words of the published systems.
   */
  private String observation(ToolResult.Failure failure) {
    if (failure.code() != FailureCode.BAD_ARGUMENTS) {
      return failure.message();
    }
    return switch (brief.mode()) {
      case ITER_RESEARCH -> "ToolParseError! " + failure.message();
      case REACT -> "Error: " + failure.message();
    };
  }

  private String capped(String content) {
    int most = brief.context().observation();
    // A token is at least one character of a text, so short texts need no counting.
    if (content.length() <= most || services.tokens().count(content) <= most) {
      return content;
    }
    int room = Math.max(1, most - services.tokens().count(CUT));
    return services.tokens().truncate(content, room) + CUT;
  }

  private PageText page(Source source) {
    int most = services.limits().maxSourceCharacters();
    String text = source.text();
    return PageText.of(
        scope.jobId(),
        source.url(),
        source.title(),
        text.length() <= most ? text : text.substring(0, most));
  }
}
