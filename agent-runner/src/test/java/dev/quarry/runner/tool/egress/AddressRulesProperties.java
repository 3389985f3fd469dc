package dev.quarry.runner.tool.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The rules agree with the JDK's own idea of addresses, and with arithmetic on blocks. */
final class AddressRulesProperties {
  private static InetAddress address(byte... bytes) throws UnknownHostException {
    return InetAddress.getByAddress(bytes);
  }

  private static boolean innerForTheJdk(InetAddress a) {
    return a.isAnyLocalAddress()
        || a.isLoopbackAddress()
        || a.isLinkLocalAddress()
        || a.isSiteLocalAddress()
        || a.isMulticastAddress();
  }

  @Property
  void whatTheJdkCallsInnerIsSpecial(@ForAll @Size(4) byte[] v4) throws Exception {
    InetAddress a = address(v4);
    if (innerForTheJdk(a)) {
      assertThat(AddressRules.specialUse(a)).isPresent();
    }
  }

  @Property
  void everyPrivateBlockIsSpecialAllOver(@ForAll @IntRange(min = 0, max = 0xffffff) int rest)
      throws Exception {
    byte b = (byte) (rest >> 16);
    byte c = (byte) (rest >> 8);
    byte d = (byte) rest;
    for (InetAddress a :
        List.of(
            address((byte) 10, b, c, d),
            address((byte) 127, b, c, d),
            address((byte) 0, b, c, d),
            address((byte) 192, (byte) 168, c, d),
            address((byte) 169, (byte) 254, c, d),
            address((byte) 172, (byte) (16 | b & 15), c, d),
            address((byte) 100, (byte) (64 | b & 63), c, d),
            address((byte) (224 | b & 31), b, c, d))) {
      assertThat(AddressRules.specialUse(a)).as(a.getHostAddress()).isPresent();
    }
  }

  @Property
  void outsideOfGlobalUnicastEveryIpv6AddressIsSpecial(@ForAll @Size(16) byte[] v6)
      throws Exception {
    v6[15] |= 1;
    InetAddress a = address(v6);
    if (a.getAddress().length == 16 && (v6[0] & 0xe0) != 0x20) {
      assertThat(AddressRules.specialUse(a)).isPresent();
    }
  }

  @Property
  void anyIpv4AddressInsideAnIpv6OneIsSpecial(@ForAll @Size(4) byte[] v4) throws Exception {
    byte[] nat64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] compatible = new byte[16];
    byte[] sixToFour = new byte[16];
    sixToFour[0] = 0x20;
    sixToFour[1] = 0x02;
    byte[] teredo = new byte[16];
    teredo[0] = 0x20;
    teredo[1] = 0x01;
    System.arraycopy(v4, 0, nat64, 12, 4);
    System.arraycopy(v4, 0, compatible, 12, 4);
    System.arraycopy(v4, 0, sixToFour, 2, 4);
    System.arraycopy(v4, 0, teredo, 4, 4);
    for (byte[] bytes : List.of(nat64, compatible, sixToFour, teredo)) {
      assertThat(AddressRules.specialUse(address(bytes))).isPresent();
    }
  }

  @Property
  void ordinaryPublicAddressesAreNotSpecial(
      @ForAll @IntRange(min = 0x0300, max = 0xffff) int middle,
      @ForAll @IntRange(min = 0, max = 255) int last)
      throws Exception {
    assertThat(AddressRules.specialUse(address((byte) 8, (byte) 8, (byte) middle, (byte) last)))
        .isEmpty();
    byte[] v6 = new byte[16];
    v6[0] = 0x26;
    v6[2] = (byte) (middle >> 8);
    v6[3] = (byte) middle;
    v6[15] = (byte) last;
    assertThat(AddressRules.specialUse(address(v6))).isEmpty();
  }

  @Property
  void aBlockContainsWhatSharesItsLeadingBits(
      @ForAll int network, @ForAll int other, @ForAll @IntRange(min = 0, max = 32) int prefix)
      throws Exception {
    int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    Cidr cidr = new Cidr(address(bytes(network)), prefix);
    assertThat(cidr.contains(address(bytes(other)))).isEqualTo((network & mask) == (other & mask));
    assertThat(cidr.contains(address(bytes(network ^ (other & ~mask))))).isTrue();
  }

  /** Whatever number stands for an IPv4 address elsewhere, it never passes here undotted. */
  @Property
  void singleNumbersAreNeverHosts(@ForAll int number) {
    var policy = EgressPolicy.DEFAULT;
    var rules = new UrlRules(policy, new AddressRules(policy));
    for (String host :
        List.of(
            Integer.toUnsignedString(number),
            "0x" + Integer.toHexString(number),
            "0" + Integer.toOctalString(number))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> rules.check(URI.create("http://" + host + "/"))))
          .isInstanceOf(dev.quarry.sdk.ToolException.class);
    }
  }

  private static byte[] bytes(int value) {
    return java.nio.ByteBuffer.allocate(4).putInt(value).array();
  }
}
