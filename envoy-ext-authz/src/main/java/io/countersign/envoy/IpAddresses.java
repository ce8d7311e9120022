package io.countersign.envoy;

import java.net.Inet4Address;
import java.net.InetAddress;

/** One way to write an address. */
final class IpAddresses {
  private IpAddresses() {}

  /**
   * An IPv4 address that came in an IPv6 one ({@code ::ffff:10.1.2.3}, RFC 4291 §2.5.5.2) as IPv4,
   * so that registries name it one way; anything else as it is.
   */
  static String plain(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      return InetAddress.ofLiteral(address) instanceof Inet4Address mapped
          ? mapped.getHostAddress()
          : address;
    } catch (IllegalArgumentException notAnAddress) {
      return address;
    }
  }
}
