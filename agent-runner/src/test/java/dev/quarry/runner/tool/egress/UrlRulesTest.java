package dev.quarry.runner.tool.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.ToolException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlRulesTest {
  private static UrlRules rules(EgressPolicy policy) {
    return new UrlRules(policy, new AddressRules(policy));
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org, http://example.org/, 80",
    "HTTPS://Example.ORG/a?b=c#d, https://example.org/a?b=c, 443",
    "https://example.org:443/, https://example.org/, 443",
    "http://example.org:443/, http://example.org:443/, 443",
    "http://example.org:/x, http://example.org/x, 80",
    "http://example.org./x, http://example.org/x, 80",
    "http://a_b.example.org/x, http://a_b.example.org/x, 80",
    "http://bücher.example/ü, http://xn--bcher-kva.example/%C3%BC, 80",
    "http://xn--bcher-kva.example/, http://xn--bcher-kva.example/, 80",
    "http://8.8.8.8/x, http://8.8.8.8/x, 80",
    "http://[2606:4700::1111]/x, http://[2606:4700:0:0:0:0:0:1111]/x, 80",
    "http://1.example.org/, http://1.example.org/, 80",
    "http://example.org//double, http://example.org//double, 80",
  })
  void ordinaryUrlsAreNormalised(String given, String normal, int port) {
    // When
    Target target = rules(EgressPolicy.DEFAULT).check(URI.create(given));

    // Then
    assertThat(target.uri()).hasToString(normal);
    assertThat(target.port()).isEqualTo(port);
  }

  /** Refused by their form or by their literal address; a name is never even resolved. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // schemes
        "ftp://example.org/",
        "file:///etc/passwd",
        "jar:http://example.org/a.jar!/x",
        "gopher://example.org/",
        "data:text/plain,x",
        "ws://example.org/",
        "mailto:a@example.org",
        "/relative",
        "http:opaque",
        "http:///nohost",
        // user names, the classic confusion
        "http://user@example.org/",
        "http://user:pw@example.org/",
        "http://example.org@127.0.0.1/",
        "http://127.0.0.1:80@example.org/",
        "http://@example.org/",
        // ports
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://example.org:6379/",
        "http://example.org:0/",
        "http://example.org:99999/",
        // names of the inside
        "http://localhost/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://foo.localhost/",
        "http://localhost.localdomain/",
        "http://metadata/",
        "http://metadata.google.internal/",
        "http://metadata.google.internal./",
        "http://kubernetes.default.svc.cluster.local/",
        "http://printer.lan/",
        "http://wiki.intranet/",
        "http://router.home.arpa/",
        "http://intranet/",
        // plain forbidden IPv4
        "http://127.0.0.1/",
        "http://127.1.2.3/",
        "http://10.0.0.1/",
        "http://10.255.255.255/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.170.2/v2/credentials",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://100.127.255.255/",
        "http://0.0.0.0/",
        "http://0.1.2.3/",
        "http://192.0.0.1/",
        "http://192.0.2.1/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://198.19.255.255/",
        "http://198.51.100.1/",
        "http://203.0.113.1/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        // odd IPv4
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0x7F.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://127.00.0.1/",
        "http://0/",
        "http://0x/",
        "http://10.1/",
        "http://3232235777/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://999.1/",
        "http://00000010.0.0.1/",
        "http://example.0x7f/",
        "http://a.b.c.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://8.8.8.8./",
        // IPv6
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::808:808]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:c0a8:101::1]/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "http://[2001:10::1]/",
        "http://[2001:20::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[100::1]/",
        "http://[4000::1]/",
        "http://[5f00::1]/",
        "http://[::5efe:127.0.0.1]/",
        // no names
        "http://exa%6dple.org/",
        "http://127.0.0.1%2eexample.org/",
        "http://-a.example.org/",
        "http://a..example.org/",
        "http://.example.org/",
        "http://example.org../",
      })
  void hostileUrlsAreRefusedWithoutAskingAnyName(String url) {
    // Given
    var asked = new AtomicInteger();
    var http =
        new GuardedHttp(
            EgressPolicy.DEFAULT,
            _ -> {
              asked.incrementAndGet();
              return List.of(InetAddress.ofLiteral("127.0.0.1"));
            });

    // When / Then
    assertThatThrownBy(() -> http.send(HttpCall.get(URI.create(url), Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED))
        .message()
        .isNotEmpty();
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "64:ff9b::a00:1",
        "fe80::1"
      })
  void aNameWithOneForbiddenAddressAmongGoodOnesIsRefused(String address) {
    // Given
    var http =
        new GuardedHttp(
            EgressPolicy.DEFAULT,
            _ -> List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral(address)));

    // When / Then
    assertThatThrownBy(
            () ->
                http.send(HttpCall.get(URI.create("http://rebound.test/"), Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED))
        .hasMessageStartingWith("The host rebound.test must not be visited: it has a")
        .message()
        .doesNotContain(address);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, http://127.0.0.1:8080/, true",
    "127.0.0.1:8080, http://127.0.0.1:8081/, false",
    "127.0.0.1:8080, http://127.0.0.2:8080/, false",
    "searx.lan:8888, http://SEARX.lan:8888/, true",
    "searx:8888, http://searx:8888/, true",
    "searx:8888, http://other:8888/, false",
    "[::1]:9000, http://[::1]:9000/, true",
    "10.1.0.0/16, http://10.1.2.3/, true",
    "10.1.0.0/16, http://10.2.2.3/, false",
    "10.1.0.0/16, http://10.1.2.3:8080/, false",
    "fd00::/8, http://[fd12::1]/, true",
  })
  void onlyWhatTheOperatorOpenedIsOpen(String opening, String url, boolean open) {
    // Given
    EgressPolicy policy = EgressPolicy.opening(List.of(opening));
    var addresses = new AddressRules(policy);

    // When
    boolean passed;
    try {
      Target target = rules(policy).check(URI.create(url));
      List<InetAddress> all =
          List.of(target.literal().orElse(InetAddress.ofLiteral("192.168.0.9")));
      passed = addresses.refusal(target, all).isEmpty();
    } catch (ToolException refused) {
      passed = false;
    }

    // Then
    assertThat(passed).isEqualTo(open);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "host:", "host:0", "host:70000", ":80", "10.0.0.0/33", "x/8", "/"})
  void openingsThatOpenNothingAreRefused(String opening) {
    assertThatThrownBy(() -> Opening.parse(opening))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accepted");
  }
}
