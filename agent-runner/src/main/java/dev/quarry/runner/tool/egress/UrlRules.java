package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which URLs may be asked for, by their form alone. What different parsers could read differently
 * is refused: user names, odd numbers for IPv4 addresses, escapes in the host. Pure.
 */
final class UrlRules {
  private static final int HOST_CHARS = 253;
  private static final int URL_CHARS = 8192;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final List<String> INNER_NAMES =
      List.of("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa");

  private final EgressPolicy policy;
  private final AddressRules addresses;

  UrlRules(EgressPolicy policy, AddressRules addresses) {
    this.policy = policy;
    this.addresses = addresses;
  }

  /**
   * @throws ToolException {@link FailureCode#REFUSED} with the reason
   */
  Target check(URI uri) {
    if (uri.toString().length() > URL_CHARS) {
      throw refused(
          "The URL has %,d characters; accepted are at most %,d.",
          uri.toString().length(), URL_CHARS);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused("The URL's scheme is \"%s\"; accepted are http and https.", scheme);
    }
    String authority = uri.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw refused("The URL %s names no host.", uri);
    }
    if (authority.indexOf('@') >= 0) {
      throw refused("The URL has a user name or password before the host; accepted is none.");
    }
    int colon = authority.lastIndexOf(':');
    boolean named = colon > authority.lastIndexOf(']');
    String hostPart = named ? authority.substring(0, colon) : authority;
    int usual = scheme.equals("https") ? 443 : 80;
    int port = named ? port(authority.substring(colon + 1), usual) : usual;
    Optional<InetAddress> literal = literal(hostPart);
    String host = literal.map(InetAddress::getHostAddress).orElseGet(() -> name(hostPart));
    if (!addresses.opened(host, port)) {
      if (!policy.allowedPorts().contains(port)) {
        throw refused(
            "The URL's port is %d; accepted are %s.",
            port, policy.allowedPorts().stream().sorted().toList());
      }
      if (literal.isEmpty()) {
        checkPublicName(host);
      }
    }
    return new Target(
        rebuilt(uri, scheme, host, literal, port == usual ? -1 : port), host, port, literal);
  }

  private static int port(String text, int usual) {
    if (text.isEmpty()) {
      return usual;
    }
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw refused("The URL's port is \"%s\"; accepted is a number of 1–65535.", text);
    }
    return port;
  }

  /** Addresses in the one form that every parser reads the same; odd ones are refused. */
  private static Optional<InetAddress> literal(String host) {
    if (host.startsWith("[")) {
      return Optional.of(v6(host));
    }
    String ascii = ascii(host);
    String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    String[] parts = bare.split("\\.", -1);
    if (!NUMERIC.matcher(parts[parts.length - 1]).matches()) {
      return Optional.empty();
    }
    boolean plain = parts.length == 4 && !ascii.endsWith(".");
    for (String part : parts) {
      plain = plain && OCTET.matcher(part).matches() && Integer.parseInt(part) <= 255;
    }
    if (!plain || !ascii.equals(host)) {
      throw refused(
          "The URL's host \"%s\" is an odd way to write an IPv4 address; accepted is four decimal numbers.",
          host);
    }
    return Optional.of(InetAddress.ofLiteral(bare));
  }

  private static InetAddress v6(String bracketed) {
    String text = bracketed.substring(1, Math.max(1, bracketed.length() - 1));
    if (!bracketed.endsWith("]") || text.indexOf('%') >= 0) {
      throw refused("The URL's host \"%s\" is no IPv6 address in brackets.", bracketed);
    }
    try {
      // Java makes an Inet4Address of an IPv4-mapped one: such forms hide an IPv4 address.
      if (InetAddress.ofLiteral(text) instanceof Inet6Address v6) {
        return v6;
      }
    } catch (IllegalArgumentException wrong) {
      throw refused("The URL's host \"%s\" is no IPv6 address in brackets.", bracketed);
    }
    throw refused("The URL's host \"%s\" hides an IPv4 address in an IPv6 one.", bracketed);
  }

  private static String name(String host) {
    String ascii = ascii(host);
    String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (name.length() > HOST_CHARS) {
      throw refused("The URL's host has more than %d characters.", HOST_CHARS);
    }
    for (String label : name.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw refused("The URL's host \"%s\" is no name of a host.", host);
      }
    }
    return name;
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException wrong) {
      throw refused("The URL's host \"%s\" is no name of a host.", host);
    }
  }

  private static void checkPublicName(String name) {
    if (name.indexOf('.') < 0) {
      throw refused("The URL's host \"%s\" is no name of the public internet.", name);
    }
    for (String inner : INNER_NAMES) {
      if (name.endsWith("." + inner)) {
        throw refused("The URL's host \"%s\" is no name of the public internet.", name);
      }
    }
  }

  private static URI rebuilt(
      URI uri, String scheme, String host, Optional<InetAddress> literal, int port) {
    boolean v6 = literal.isPresent() && host.indexOf(':') >= 0;
    var text = new StringBuilder(scheme).append("://").append(v6 ? "[" + host + "]" : host);
    if (port >= 0) {
      text.append(':').append(port);
    }
    String path = uri.getRawPath();
    text.append(path == null || path.isEmpty() ? "/" : path);
    if (uri.getRawQuery() != null) {
      text.append('?').append(uri.getRawQuery());
    }
    return URI.create(URI.create(text.toString()).toASCIIString());
  }

  private static ToolException refused(String message, Object... parts) {
    return new ToolException(FailureCode.REFUSED, message.formatted(parts));
  }
}
