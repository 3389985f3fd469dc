package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * One request to one checked target over one connection of its own, which can only go to the given
 * addresses. No cookies, no proxy, no authentication, no redirects, no retries.
 */
final class Hop {
  private static final int HEADER_COUNT = 200;

  private final EgressCaps caps;
  private final BodyReader bodies;

  Hop(EgressCaps caps) {
    this.caps = caps;
    this.bodies = new BodyReader(caps);
  }

  /** What to send. */
  record Request(
      String method, Target target, Map<String, String> headers, Optional<String> body) {}

  /**
   * @param remainingMillis until the whole exchange must be over
   * @throws ToolException {@link FailureCode#TOO_LARGE}, {@link FailureCode#UNREADABLE}
   */
  HttpReply send(Request request, List<InetAddress> pinned, InFlight inFlight, long remainingMillis)
      throws IOException {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.target().uri());
    request.headers().forEach(message::setHeader);
    message.setHeader("Accept-Encoding", BodyReader.ENCODINGS);
    request.body().ifPresent(body -> message.setEntity(entity(body, request.headers())));
    inFlight.now(message::cancel);
    try (CloseableHttpClient client = client(pinned, request.target(), remainingMillis)) {
      return client.execute(message, reply -> read(reply, request.target()));
    }
  }

  private static StringEntity entity(String body, Map<String, String> headers) {
    boolean typed = headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase);
    // The caller's own Content-Type header stands; an entity without one adds none.
    return new StringEntity(
        body,
        typed ? null : ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8),
        null,
        false);
  }

  private CloseableHttpClient client(List<InetAddress> pinned, Target target, long millis) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(1)
            .setTlsSocketStrategy(new FreshTls())
            .setDnsResolver(new Pinned(target.host(), pinned))
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(
                        Http1Config.custom()
                            .setMaxLineLength(caps.headerBytes())
                            .setMaxHeaderCount(HEADER_COUNT)
                            .build())
                    .build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(
                        Math.min(millis, caps.connect().toMillis()), TimeUnit.MILLISECONDS)
                    .setSocketTimeout((int) millis, TimeUnit.MILLISECONDS)
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setProtocolUpgradeEnabled(false)
                .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                .build())
        .setUserAgent("Quarry")
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableContentCompression()
        .build();
  }

  private HttpReply read(ClassicHttpResponse reply, Target target) throws IOException {
    Map<String, List<String>> headers = headers(reply.getHeaders());
    HttpEntity entity = reply.getEntity();
    byte[] body = new byte[0];
    if (entity != null) {
      if (entity.getContentLength() > caps.bodyBytes()) {
        throw BodyReader.tooLarge(caps.bodyBytes());
      }
      String encoding = headers.getOrDefault("content-encoding", List.of("")).getFirst();
      body = bodies.read(entity.getContent(), encoding);
    }
    return new HttpReply(reply.getCode(), target.uri(), headers, body);
  }

  private Map<String, List<String>> headers(Header[] all) {
    Map<String, List<String>> headers = new TreeMap<>();
    long bytes = 0;
    for (Header header : all) {
      String value = header.getValue() == null ? "" : header.getValue();
      bytes += header.getName().length() + value.length() + 4L;
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(value);
    }
    if (bytes > caps.headerBytes()) {
      throw new ToolException(
          FailureCode.TOO_LARGE,
          "The answer's headers have more than %,d bytes.".formatted(caps.headerBytes()));
    }
    headers.replaceAll((_, values) -> List.copyOf(values));
    return Map.copyOf(headers);
  }

  /** Answers for the one checked host, with the checked addresses. */
  private record Pinned(String host, List<InetAddress> addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      if (!name.equalsIgnoreCase(host)) {
        throw new UnknownHostException(name + " was not checked");
      }
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String name) {
      return name;
    }
  }
}
