package dev.quarry.api.auth;

import dev.quarry.api.config.ApiConfig;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Where a request comes from. What {@code X-Forwarded-For} says is believed only of proxies that
 * the operator named: it is read from its end, as far as the addresses are theirs.
 */
@Singleton
public final class PeerAddress {
  private static final String FORWARDED = "X-Forwarded-For";

  private final List<Cidr> proxies;

  @Inject
  PeerAddress(ApiConfig config) {
    this(config.proxies().orElse(List.of()));
  }

  PeerAddress(List<String> proxies) {
    this.proxies =
        proxies.stream()
            .map(
                range ->
                    Cidr.parse(range)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "quarry.api.proxies has \"%s\", which is no address range; 10.0.0.0/8 and ::1 are"
                                        .formatted(range))))
            .toList();
  }

  String of(HttpServerRequest request) {
    String peer =
        request.remoteAddress() == null
            ? ""
            : String.valueOf(request.remoteAddress().hostAddress());
    return of(peer, request.headers().getAll(FORWARDED));
  }

  String of(String peer, List<String> forwarded) {
    String nearest = peer;
    List<String> hops = List.of(String.join(",", forwarded).split(","));
    for (int i = hops.size() - 1; i >= 0 && trusted(nearest); i--) {
      String hop = hops.get(i).strip();
      if (Cidr.parse(hop).isEmpty() || hop.contains("/")) {
        break;
      }
      nearest = hop;
    }
    return nearest;
  }

  private boolean trusted(String address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }
}
