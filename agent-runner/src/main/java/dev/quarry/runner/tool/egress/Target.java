package dev.quarry.runner.tool.egress;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/**
 * A URL whose form was checked; its addresses were not.
 *
 * @param uri to request: scheme and host in lower case, host in ASCII, no fragment
 * @param host in ASCII and lower case; an IPv6 address without brackets
 * @param port also where the URL names none
 * @param literal the address, where the host is one
 */
record Target(URI uri, String host, int port, Optional<InetAddress> literal) {
  boolean sameOrigin(Target other) {
    return uri.getScheme().equals(other.uri.getScheme())
        && host.equals(other.host)
        && port == other.port;
  }
}
