package dev.quarry.runner.tool.egress;

import java.net.InetAddress;
import java.util.Locale;

/** A private place that the operator opened. */
public sealed interface Opening {
  /**
   * One service, on whatever address its name has.
   *
   * @param host in lower case; an IPv6 address without brackets
   * @param port 1–65535, open for this host although it is not among the usual ports
   */
  record Service(String host, int port) implements Opening {
    public Service {
      host = host.toLowerCase(Locale.ROOT);
      if (host.isEmpty() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException(
            "The service is \"%s:%d\"; accepted is a host and a port of 1–65535"
                .formatted(host, port));
      }
    }
  }

  /** All addresses of a block, on the usual ports. */
  record Block(Cidr cidr) implements Opening {}

  /**
   * @param text {@code host:port}, {@code [ipv6]:port} or a block such as {@code 10.1.0.0/16}
   * @throws IllegalArgumentException naming what came and what is accepted
   */
  static Opening parse(String text) {
    if (text.indexOf('/') >= 0) {
      return new Block(Cidr.parse(text));
    }
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, colon);
      boolean literal = host.startsWith("[") && host.endsWith("]");
      String bare = literal ? host.substring(1, host.length() - 1) : host;
      String canonical = literal ? InetAddress.ofLiteral(bare).getHostAddress() : bare;
      return new Service(canonical, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
      throw new IllegalArgumentException(
          "\"%s\" opens nothing; accepted is host:port, [ipv6]:port or a block such as 10.1.0.0/16"
              .formatted(text),
          wrong);
    }
  }
}
