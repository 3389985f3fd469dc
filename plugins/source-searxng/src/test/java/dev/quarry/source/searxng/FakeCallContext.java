package dev.quarry.source.searxng;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.Cancellation;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** A call context with a real HTTP client, a clock that stands still, and maps for the rest. */
final class FakeCallContext implements CallContext, HttpGateway {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  final Map<String, String> settings = new HashMap<>();
  final Map<String, String> secrets = new HashMap<>();
  Duration time = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @Override
  public HttpReply send(HttpCall call) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(call.uri())
            .timeout(call.timeout())
            .method(
                call.method(),
                call.body()
                    .map(HttpRequest.BodyPublishers::ofString)
                    .orElse(HttpRequest.BodyPublishers.noBody()));
    call.headers().forEach(request::header);
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new HttpReply(
          response.statusCode(), response.uri(), response.headers().map(), response.body());
    } catch (IOException broken) {
      throw new ToolException(FailureCode.UPSTREAM, "cannot reach " + call.uri().getHost(), broken);
    }
  }

  @Override
  public HttpGateway http() {
    return this;
  }

  @Override
  public CallInfo info() {
    return new CallInfo(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), "key", 1);
  }

  @Override
  public Instant deadline() {
    return NOW.plus(time);
  }

  @Override
  public Cancellation cancellation() {
    return new Cancellation() {
      @Override
      public boolean requested() {
        return false;
      }

      @Override
      public void onCancel(Runnable action) {}
    };
  }

  @Override
  public void progress(String note) {}

  @Override
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public List<CorpusFolder> corpora() {
    return List.of();
  }

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public Logger log() {
    return NOPLogger.NOP_LOGGER;
  }
}
