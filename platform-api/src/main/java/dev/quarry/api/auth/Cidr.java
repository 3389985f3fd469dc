package dev.quarry.api.auth;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
 *
 * @param bytes of its first address, 4 or 16
 * @param prefix how many bits are fixed
 */
public record Cidr(byte[] bytes, int prefix) {
  /** Only literals: no name is ever looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  public Cidr {
    bytes = bytes.clone();
  }

  /**
   * @return nothing when it is no range, or has bits beyond its prefix
   */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().length * Byte.SIZE;
    int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      return Optional.empty();
    }
    Cidr range = new Cidr(address.get(), prefix);
    return Arrays.equals(masked(address.get(), prefix), address.get())
        ? Optional.of(range)
        : Optional.empty();
  }

  /**
   * @param address literal; an IPv4 address in IPv6 form counts as IPv4
   */
  public boolean contains(String address) {
    return address(address)
        .filter(other -> other.length == bytes.length)
        .filter(other -> Arrays.equals(masked(other, prefix), bytes))
        .isPresent();
  }

  private static Optional<byte[]> address(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = address.clone();
    for (int bit = prefix; bit < masked.length * Byte.SIZE; bit++) {
      masked[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
    }
    return masked;
  }

  private static int number(String text) {
    return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && prefix == that.prefix && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) + prefix;
  }
}
