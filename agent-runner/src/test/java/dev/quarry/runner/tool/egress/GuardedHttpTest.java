package dev.quarry.runner.tool.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GuardedHttpTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    server = server();
    other = server();
  }

  private HttpServer server() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    other.stop(0);
  }

  private URI at(String path) {
    return at(server, path);
  }

  private static URI at(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private EgressPolicy policy() {
    return EgressPolicy.opening(
        List.of(
            "127.0.0.1:" + server.getAddress().getPort(),
            "127.0.0.1:" + other.getAddress().getPort()));
  }

  private GuardedHttp http() {
    return new GuardedHttp(policy());
  }

  private HttpReply get(String path) throws InterruptedException {
    return http().send(HttpCall.get(at(path), SOON));
  }

  private void answer(HttpExchange e) throws IOException {
    String body = new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        "%s %s auth=%s key=%s cookie=%s accept=%s %s"
            .formatted(
                e.getRequestMethod(),
                e.getRequestURI(),
                e.getRequestHeaders().getFirst("Authorization"),
                e.getRequestHeaders().getFirst("X-Api-Key"),
                e.getRequestHeaders().getFirst("Cookie"),
                e.getRequestHeaders().getFirst("Accept"),
                body));
    switch (e.getRequestURI().getPath()) {
      case "/gzip" -> encoded(e, "gzip", gzip("hello".getBytes(StandardCharsets.UTF_8)));
      case "/deflate" -> encoded(e, "deflate", deflate());
      case "/brotli" -> encoded(e, "br", new byte[] {1, 2, 3});
      case "/nozip" -> encoded(e, "gzip", new byte[] {1, 2, 3});
      case "/bomb" -> encoded(e, "gzip", gzip(new byte[4 << 20]));
      case "/big" -> encoded(e, "", new byte[6 << 20]);
      case "/headers" -> {
        for (int i = 0; i < 50; i++) {
          e.getResponseHeaders().add("X-Pad-" + i, "x".repeat(1000));
        }
        encoded(e, "", new byte[0]);
      }
      case "/cookie" -> {
        e.getResponseHeaders().add("Set-Cookie", "a=b; Path=/");
        e.getResponseHeaders().add("Location", "/plain");
        e.sendResponseHeaders(302, -1);
      }
      case "/loop" -> redirect(e, 302, "/loop");
      case "/to" -> redirect(e, 302, e.getRequestURI().getRawQuery());
      case "/to307" -> redirect(e, 307, e.getRequestURI().getRawQuery());
      case "/slow" -> {
        asked.countDown();
        await(release);
        encoded(e, "", "late".getBytes(StandardCharsets.UTF_8));
      }
      case "/drip" -> {
        e.sendResponseHeaders(200, 0);
        try (var out = e.getResponseBody()) {
          for (int i = 0; i < 100; i++) {
            out.write('x');
            out.flush();
            Thread.sleep(50);
          }
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
      case "/missing" -> e.sendResponseHeaders(404, -1);
      default -> encoded(e, "", "plain ü".getBytes(StandardCharsets.UTF_8));
    }
    e.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void redirect(HttpExchange e, int status, String to) throws IOException {
    e.getResponseHeaders().add("Location", to);
    e.sendResponseHeaders(status, -1);
  }

  private static void encoded(HttpExchange e, String encoding, byte[] body) throws IOException {
    e.getResponseHeaders().add("Content-Type", "Text/Plain; charset=UTF-8");
    if (!encoding.isEmpty()) {
      e.getResponseHeaders().add("Content-Encoding", encoding);
    }
    boolean head = e.getRequestMethod().equals("HEAD");
    e.sendResponseHeaders(200, head || body.length == 0 ? -1 : body.length);
    if (!head) {
      e.getResponseBody().write(body);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] deflate() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new DeflaterOutputStream(out)) {
      zip.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void anAnswerOfAnyStatusComesBackWhole() throws Exception {
    HttpReply reply = get("/a//plain?q=a%20b");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("plain ü");
    assertThat(reply.mediaType()).isEqualTo("text/plain");
    assertThat(seen).singleElement().asString().startsWith("GET /a//plain?q=a%20b ");
    assertThat(get("/missing").status()).isEqualTo(404);
    assertThat(get("/gzip").text()).isEqualTo("hello");
    assertThat(get("/deflate").text()).isEqualTo("hello");
    HttpReply head = http().send(new HttpCall("HEAD", at("/x"), Map.of(), Optional.empty(), SOON));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatIsPostedArrivesWithItsHeaders() throws Exception {
    http().send(HttpCall.postJson(at("/post"), Map.of("X-Api-Key", "k"), "{\"ü\":1}", SOON));
    assertThat(seen).singleElement().asString().startsWith("POST /post").endsWith("{\"ü\":1}");
    assertThat(seen.getFirst()).contains("key=k");
  }

  private void fails(String path, FailureCode code, String words) {
    assertThatThrownBy(() -> get(path))
        .isInstanceOfSatisfying(ToolException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void whatIsTooLargeOrUnreadableIsRefusedByItsKind() {
    fails("/big", FailureCode.TOO_LARGE, "more than 5,242,880 bytes");
    fails("/bomb", FailureCode.TOO_LARGE, "more than 100 times its size");
    fails("/headers", FailureCode.TOO_LARGE, "headers have more than 32,768 bytes");
    fails("/brotli", FailureCode.UNREADABLE, "compression is \"br\"");
    fails("/nozip", FailureCode.UNREADABLE, "compression is broken");
  }

  @Test
  void redirectsAreFollowedFiveTimesAndForgetCookies() throws Exception {
    // When
    HttpReply reply = get("/cookie");

    // Then
    assertThat(reply.uri()).isEqualTo(at("/plain"));
    assertThat(seen).hasSize(2).allSatisfy(s -> assertThat(s).contains("cookie=null"));
    seen.clear();
    fails("/loop", FailureCode.REFUSED, "redirects more than 5 times");
    assertThat(seen).hasSize(6);
  }

  @Test
  void aRedirectToAForbiddenPlaceIsRefusedBeforeAnythingIsSentThere() {
    fails("/to?http://169.254.169.254/latest", FailureCode.REFUSED, "metadata address");
    fails("/to?http://127.0.0.1:1/", FailureCode.REFUSED, "port is 1");
    fails("/to?file:///etc/passwd", FailureCode.REFUSED, "scheme is \"file\"");
    fails("/to?http://user@example.org/", FailureCode.REFUSED, "user name");
    assertThat(seen).hasSize(4);
  }

  @Test
  void credentialsStayWithTheirOrigin() throws Exception {
    // Given
    Map<String, String> headers =
        Map.of("Authorization", "Bearer s", "X-Api-Key", "k", "Accept", "text/html");

    // When
    http().send(new HttpCall("GET", at("/to?/same"), headers, Optional.empty(), SOON));
    http()
        .send(
            new HttpCall("GET", at("/to?" + at(other, "/away")), headers, Optional.empty(), SOON));

    // Then
    assertThat(seen)
        .satisfiesExactly(
            _ -> {},
            s -> assertThat(s).startsWith("GET /same auth=Bearer s key=k"),
            _ -> {},
            s ->
                assertThat(s)
                    .startsWith("GET /away auth=null key=null")
                    .contains("accept=text/html"));
  }

  @Test
  void whatWasPostedIsNotCarriedToAnotherOrigin() throws Exception {
    URI away = at("/to307?" + at(other, "/away"));
    assertThatThrownBy(() -> http().send(HttpCall.postJson(away, Map.of(), "{}", SOON)))
        .hasMessageContaining("to the other site 127.0.0.1");
    http().send(HttpCall.postJson(at("/to307?/same"), Map.of(), "{}", SOON));
    assertThat(seen.getLast()).startsWith("POST /same").endsWith("{}");
    http().send(HttpCall.postJson(at("/to?/same"), Map.of(), "{}", SOON));
    assertThat(seen.getLast()).startsWith("GET /same").doesNotEndWith("{}");
  }

  @Test
  void theConnectionGoesToTheAddressThatWasChecked() throws Exception {
    // Given: a resolver that answers differently the second time
    var times = new AtomicInteger();
    int port = server.getAddress().getPort();
    var http =
        new GuardedHttp(
            EgressPolicy.opening(List.of("rebound.test:" + port)),
            name -> {
              assertThat(name).isEqualTo("rebound.test");
              return List.of(
                  InetAddress.ofLiteral(times.getAndIncrement() == 0 ? "127.0.0.1" : "127.9.9.9"));
            });

    // When
    HttpReply reply =
        http.send(HttpCall.get(URI.create("http://rebound.test:" + port + "/x"), SOON));

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(times).hasValue(1);
  }

  @Test
  void framingHeadersAndLineBreaksAreRefused() {
    for (Map<String, String> headers :
        List.of(
            Map.of("Host", "evil"),
            Map.of("transfer-encoding", "chunked"),
            Map.of("X-A", "b\r\nHost: evil"),
            Map.of("X A", "b"))) {
      assertThatThrownBy(
              () -> http().send(new HttpCall("GET", at("/"), headers, Optional.empty(), SOON)))
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED));
    }
    assertThatThrownBy(
            () -> http().send(new HttpCall("PUT", at("/"), Map.of(), Optional.empty(), SOON)))
        .hasMessageContaining("accepted are GET, POST and HEAD");
    assertThat(seen).isEmpty();
  }

  @Test
  void theTotalTimeHoldsAgainstSilenceAndAgainstDripping() {
    for (String path : List.of("/slow", "/drip")) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> http().send(HttpCall.get(at(path), Duration.ofMillis(300))))
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void anInterruptCutsTheConnection() throws Exception {
    // Given
    var outcome = new AtomicReference<Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    http().send(HttpCall.get(at("/slow"), SOON));
                  } catch (InterruptedException | RuntimeException e) {
                    outcome.set(e);
                  }
                });
    assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

    // When
    caller.interrupt();
    caller.join(Duration.ofSeconds(3));

    // Then
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void cancellingACallCutsItsConnections() throws Exception {
    // Given
    var cancellation = new CancelSwitch();
    HttpGateway gateway = http().forCall(() -> SOON, cancellation);
    Thread.ofVirtual()
        .start(
            () -> {
              await(asked);
              cancellation.cancel();
            });

    // When / Then
    long start = System.nanoTime();
    assertThatThrownBy(() -> gateway.send(HttpCall.get(at("/slow"), SOON)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThatThrownBy(() -> gateway.send(HttpCall.get(at("/"), SOON)))
        .isInstanceOf(InterruptedException.class);
    assertThat(seen).hasSize(1);
  }

  @Test
  void whatCannotBeReachedIsAnUpstreamFailure() throws Exception {
    URI gone = at(other, "/");
    EgressPolicy policy = policy();
    other.stop(0);
    assertThatThrownBy(() -> new GuardedHttp(policy).send(HttpCall.get(gone, SOON)))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UPSTREAM));
  }
}
