package dev.quarry.runner.model.completions;

import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.ModelFailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts a body and reads the whole answer within the limits. The time limit spans the exchange to
 * its last byte (the JDK's own stops at the headers), and an interrupt of the calling thread aborts
 * the exchange at once.
 */
final class Transport {
  private final HttpClient http;
  private final CallLimits limits;
  private final @Nullable ApiKey key;

  Transport(HttpClient http, CallLimits limits, @Nullable ApiKey key) {
    this.http = http;
    this.limits = limits;
    this.key = key;
  }

  /** HTTP/1.1: the upgrade to HTTP/2 in clear text confuses several model servers. */
  static HttpClient client(CallLimits limits) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(limits.connectTimeout())
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  HttpAnswer post(URI uri, byte[] body) throws InterruptedException {
    AtomicBoolean begun = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request(uri, body), capped(begun));
    try {
      HttpResponse<byte[]> response =
          exchange.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
      return new HttpAnswer.Whole(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException _) {
      return new HttpAnswer.Broken(
          ModelFailureCode.TIMEOUT,
          (begun.get() ? "the answer was not complete" : "no answer came")
              + " within "
              + limits.timeout().toMillis()
              + " ms");
    } catch (ExecutionException e) {
      return broken(e.getCause(), begun.get());
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpRequest request(URI uri, byte[] body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "quarry");
    if (key != null) {
      builder.header("Authorization", key.bearer());
    }
    return builder.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }

  private BodyHandler<byte[]> capped(AtomicBoolean begun) {
    BodyHandler<byte[]> limited =
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxReplyBytes());
    return info -> {
      begun.set(true);
      return limited.apply(info);
    };
  }

  private HttpAnswer.Broken broken(@Nullable Throwable cause, boolean begun) {
    return switch (cause) {
      case HttpConnectTimeoutException _ ->
          new HttpAnswer.Broken(
              ModelFailureCode.UNREACHABLE,
              "no connection within " + limits.connectTimeout().toMillis() + " ms");
      case HttpTimeoutException _ ->
          new HttpAnswer.Broken(ModelFailureCode.TIMEOUT, "no answer came in time");
      case ConnectException _ ->
          new HttpAnswer.Broken(
              ModelFailureCode.UNREACHABLE,
              "no connection; is the server running and its base URL right?");
      case SSLException e ->
          new HttpAnswer.Broken(ModelFailureCode.UNREACHABLE, "TLS failed: " + e.getMessage());
      case ProtocolException _ ->
          new HttpAnswer.Broken(ModelFailureCode.BAD_ANSWER, "the answer is not HTTP");
      case IOException e when begun ->
          new HttpAnswer.Broken(
              ModelFailureCode.BAD_ANSWER,
              "the answer broke off or is over " + limits.maxReplyBytes() + " bytes: " + e);
      case IOException e ->
          new HttpAnswer.Broken(
              ModelFailureCode.UNREACHABLE, "the connection was lost before an answer: " + e);
      case null, default ->
          new HttpAnswer.Broken(ModelFailureCode.UNREACHABLE, "the exchange failed: " + cause);
    };
  }
}
