package dev.quarry.sdk.testkit;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Set;

/** Goes to servers of the test on this machine and nowhere else. */
public final class LoopbackHttp implements HttpGateway {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @Override
  public HttpReply send(HttpCall call) throws InterruptedException {
    URI uri = call.uri();
    if (uri.getHost() == null || !LOOPBACK.contains(uri.getHost())) {
      throw new ToolException(
          FailureCode.REFUSED,
          "The test's gateway was asked for %s; accepted are servers on this machine. Point the plugin's setting at one."
              .formatted(uri));
    }
    HttpRequest.BodyPublisher body =
        call.body()
            .map(HttpRequest.BodyPublishers::ofString)
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(call.timeout()).method(call.method(), body);
    call.headers().forEach(request::setHeader);
    try {
      HttpResponse<byte[]> reply =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new HttpReply(reply.statusCode(), reply.uri(), reply.headers().map(), reply.body());
    } catch (HttpTimeoutException late) {
      throw new ToolException(FailureCode.TIMEOUT, uri + " did not answer in time");
    } catch (IOException failed) {
      throw new ToolException(FailureCode.UPSTREAM, uri + " could not be reached", failed);
    }
  }
}
