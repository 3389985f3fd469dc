package dev.quarry.runner.tool.egress;

import java.net.InetAddress;

/**
 * A block of addresses.
 *
 * @param network IPv4 or IPv6
 * @param prefix leading bits that count, 0–32 or 0–128
 */
public record Cidr(InetAddress network, int prefix) {
  public Cidr {
    int bits = network.getAddress().length * Byte.SIZE;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "The prefix is /%d; accepted is /0 to /%d".formatted(prefix, bits));
    }
  }

  /**
   * @param text for example {@code 10.0.0.0/8} or {@code fd00::/8}
   * @throws IllegalArgumentException naming what came and what is accepted
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    try {
      return new Cidr(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
      throw new IllegalArgumentException(
          "\"%s\" is no block of addresses; accepted is for example 10.0.0.0/8 or fd00::/8"
              .formatted(text),
          wrong);
    }
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] theirs = address.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != theirs[i]) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    int mask = 0xff << (Byte.SIZE - rest) & 0xff;
    return rest == 0 || (mine[whole] & mask) == (theirs[whole] & mask);
  }
}
