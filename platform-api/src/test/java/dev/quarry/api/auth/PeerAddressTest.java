package dev.quarry.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.0.2.128/25, 192.0.2.129, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/32, 2001:db8:1::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "10.0.0.0/8, localhost, false"
  })
  void rangeContainsWhatHasItsPrefix(String range, String address, boolean contains) {
    assertThat(Cidr.parse(range).orElseThrow().contains(address)).isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0/8",
        "::1/129",
        "localhost",
        "example.org/8",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "1.2.3.4.5"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void forwardedAddressIsBelievedOfNamedProxiesOnly() {
    PeerAddress peers = new PeerAddress(List.of("10.0.0.0/8"));

    assertThat(peers.of("203.0.113.9", List.of("198.51.100.1"))).isEqualTo("203.0.113.9");
    assertThat(peers.of("10.0.0.1", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(peers.of("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
  }

  @Test
  void whatAClientForgesBeforeTheLastProxyIsNotBelieved() {
    PeerAddress peers = new PeerAddress(List.of("10.0.0.0/8"));

    assertThat(peers.of("10.0.0.1", List.of("127.0.0.1, 198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(peers.of("10.0.0.1", List.of("127.0.0.1", "198.51.100.1, 10.0.0.2")))
        .isEqualTo("198.51.100.1");
    assertThat(peers.of("10.0.0.1", List.of("nonsense"))).isEqualTo("10.0.0.1");
  }

  @Test
  void withoutProxiesTheHeaderIsNothing() {
    assertThat(new PeerAddress(List.of()).of("127.0.0.1", List.of("10.0.0.1")))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void proxyThatIsNoRangeStopsTheStart() {
    assertThatThrownBy(() -> new PeerAddress(List.of("my-proxy")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quarry.api.proxies")
        .hasMessageContaining("my-proxy");
  }
}
