package dev.quarry.runner.tool.egress;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses may be connected to. Pure: no name is resolved here.
 *
 * <p>IPv4 and IPv6 special-purpose registries of IANA (RFC 6890 and its updates). IPv6 is an
 * allow-list: only global unicast 2000::/3 less what tunnels or documents, so that every form that
 * carries an IPv4 address inside is refused.
 */
final class AddressRules {
  private static final Map<Cidr, String> SPECIAL = new LinkedHashMap<>();
  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

  static {
    special("0.0.0.0/8", "an unspecified address");
    special("10.0.0.0/8", "a private address");
    special("100.64.0.0/10", "a carrier's shared address");
    special("127.0.0.0/8", "a loopback address");
    special("169.254.0.0/16", "a link-local or cloud metadata address");
    special("172.16.0.0/12", "a private address");
    special("192.0.0.0/24", "a protocol address");
    special("192.0.2.0/24", "a documentation address");
    special("192.88.99.0/24", "a 6to4 relay address");
    special("192.168.0.0/16", "a private address");
    special("198.18.0.0/15", "a benchmarking address");
    special("198.51.100.0/24", "a documentation address");
    special("203.0.113.0/24", "a documentation address");
    special("224.0.0.0/4", "a multicast address");
    special("240.0.0.0/4", "a reserved address");
    special("::/128", "an unspecified address");
    special("::1/128", "a loopback address");
    special("::/96", "an IPv4-compatible address");
    special("64:ff9b::/96", "a NAT64 address");
    special("64:ff9b:1::/48", "a NAT64 address");
    special("fc00::/7", "a private address");
    special("fe80::/10", "a link-local address");
    special("fec0::/10", "a private address");
    special("ff00::/8", "a multicast address");
    special("2001::/32", "a Teredo address");
    special("2001::/23", "a protocol address");
    special("2001:db8::/32", "a documentation address");
    special("2002::/16", "a 6to4 address");
    special("3fff::/20", "a documentation address");
  }

  private final EgressPolicy policy;

  AddressRules(EgressPolicy policy) {
    this.policy = policy;
  }

  private static void special(String cidr, String what) {
    SPECIAL.put(Cidr.parse(cidr), what);
  }

  /**
   * @return what kind of special address it is; empty for one of the public internet
   */
  static Optional<String> specialUse(InetAddress address) {
    for (var entry : SPECIAL.entrySet()) {
      if (entry.getKey().contains(address)) {
        return Optional.of(entry.getValue());
      }
    }
    boolean v4 = address.getAddress().length == 4;
    return v4 || GLOBAL_UNICAST.contains(address)
        ? Optional.empty()
        : Optional.of("an address outside of the public internet");
  }

  /**
   * Checks all addresses of a host: one that is refused refuses the host.
   *
   * @return why; never names the address itself, which may tell about the network inside
   */
  Optional<String> refusal(Target target, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      return Optional.of("it has no address");
    }
    if (opened(target)) {
      return Optional.empty();
    }
    return addresses.stream().flatMap(a -> refusal(a).stream()).findFirst();
  }

  private Optional<String> refusal(InetAddress address) {
    boolean opened =
        policy.allowedPrivate().stream()
            .anyMatch(o -> o instanceof Opening.Block(Cidr cidr) && cidr.contains(address));
    if (opened) {
      return Optional.empty();
    }
    if (policy.denied().stream().anyMatch(cidr -> cidr.contains(address))) {
      return Optional.of("it has an address that the operator denied");
    }
    return specialUse(address).map(what -> "it has " + what);
  }

  /** Whether the operator opened exactly this host and port. */
  boolean opened(Target target) {
    return opened(target.host(), target.port());
  }

  boolean opened(String host, int port) {
    return policy.allowedPrivate().contains(new Opening.Service(host, port));
  }
}
