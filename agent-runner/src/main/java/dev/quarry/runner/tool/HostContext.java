package dev.quarry.runner.tool;

import dev.quarry.runner.plugin.DiscreetContext;
import dev.quarry.runner.plugin.DiscreetLogger;
import dev.quarry.sdk.Artifacts;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.Cancellation;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.ToolException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of one call into one plugin. */
final class HostContext implements DiscreetContext {
  private static final int MAX_ARTIFACT_BYTES = 16 * 1024 * 1024;
  private static final Pattern ARTIFACT_NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final ToolServices services;
  private final Call call;
  private final String plugin;

  /** What belongs to the call, whichever plugin takes part in it. */
  record Call(
      CallInfo info,
      Instant deadline,
      CallCancellation cancellation,
      CallSecrets secrets,
      List<CorpusFolder> corpora,
      Consumer<String> progress,
      ModelAccess reader) {}

  HostContext(ToolServices services, Call call, String plugin) {
    this.services = services;
    this.call = call;
    this.plugin = plugin;
  }

  /**
   * @return the same call, seen by another plugin
   */
  HostContext as(String otherPlugin) {
    return new HostContext(services, call, otherPlugin);
  }

  ToolServices services() {
    return services;
  }

  @Override
  public CallInfo info() {
    return call.info();
  }

  @Override
  public HttpGateway http() {
    return services.http().forCall(this::remaining, call.cancellation());
  }

  @Override
  public Instant deadline() {
    return call.deadline();
  }

  @Override
  public Cancellation cancellation() {
    return call.cancellation();
  }

  @Override
  public void progress(String note) {
    call.progress().accept(redacted(note));
  }

  @Override
  public Optional<String> setting(String name) {
    return services.settings().setting(plugin, name);
  }

  @Override
  public Optional<String> secret(String name) {
    return call.secrets().secret(name);
  }

  @Override
  public List<CorpusFolder> corpora() {
    return call.corpora();
  }

  @Override
  public Clock clock() {
    return services.clock();
  }

  @Override
  public Logger log() {
    return new DiscreetLogger(LoggerFactory.getLogger("quarry.plugin." + plugin), this::redacted);
  }

  @Override
  public Sources sources() {
    return new JobSources(this);
  }

  @Override
  public ModelAccess model(ModelRole role) {
    return switch (role) {
      case READER -> call.reader();
    };
  }

  @Override
  public Artifacts artifacts() {
    return (name, mediaType, content) -> {
      if (!ARTIFACT_NAME.matcher(name).matches()) {
        throw new ToolException(
            FailureCode.BAD_ARGUMENTS,
            "artifact name is \"%s\"; accepted is %s".formatted(name, ARTIFACT_NAME));
      }
      if (content.length > MAX_ARTIFACT_BYTES) {
        throw new ToolException(
            FailureCode.TOO_LARGE,
            "artifact %s has %d bytes; accepted are %d"
                .formatted(name, content.length, MAX_ARTIFACT_BYTES));
      }
      CallInfo info = call.info();
      byte[] redacted = call.secrets().redaction().of(content);
      return services.pages().artifact(info.tenantId(), info.jobId(), name, mediaType, redacted);
    };
  }

  @Override
  public String redacted(String text) {
    return call.secrets().redaction().of(text);
  }
}
