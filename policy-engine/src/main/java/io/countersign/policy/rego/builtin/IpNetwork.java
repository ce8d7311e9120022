package io.countersign.policy.rego.builtin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291).
 *
 * @param address any address of it
 * @param prefix how many bits its addresses share
 */
record IpNetwork(IpAddress address, int prefix) {

  /** The network that a text such as {@code 10.0.0.0/8} names; bits beyond the prefix are lost. */
  static IpNetwork parse(String text) throws BuiltinException {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash)).orElse(null);
    if (address == null) {
      throw invalid(text);
    }
    // An address of IPv4 that was written as one of IPv6 has the prefix of the latter.
    int written = text.lastIndexOf(':', slash) >= 0 ? 128 : 32;
    int prefix = prefix(text.substring(slash + 1));
    int shared = prefix - (written - address.bits());
    if (prefix < 0 || prefix > written) {
      throw invalid(text);
    }
    if (shared < 0) {
      // Wider than all that IPv4 is mapped to: a network of IPv6, which no address of IPv4 is in.
      return new IpNetwork(address.asV6().masked(prefix), prefix);
    }
    return new IpNetwork(address.masked(shared), shared);
  }

  private static BuiltinException invalid(String text) {
    return BuiltinException.of("invalid CIDR address: " + text);
  }

  private static int prefix(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = Math.min(10 * value + c - '0', 1_000); // more than any prefix
    }
    return value;
  }

  boolean contains(IpAddress other) {
    return address.isV4() == other.isV4() && other.masked(prefix).equals(address.masked(prefix));
  }

  boolean contains(IpNetwork other) {
    return prefix <= other.prefix && contains(other.address);
  }

  boolean intersects(IpNetwork other) {
    return contains(other.address) || other.contains(address);
  }

  BigInteger first() {
    return address.masked(prefix).toNumber();
  }

  /** How many addresses it has. */
  BigInteger size() {
    return BigInteger.ONE.shiftLeft(address.bits() - prefix);
  }

  BigInteger last() {
    return first().add(size()).subtract(BigInteger.ONE);
  }

  /** As few networks as name the same addresses; those that nothing joins stay as they are. */
  static List<IpNetwork> merged(List<IpNetwork> networks) {
    List<IpNetwork> merged = new ArrayList<>();
    for (boolean v4 : new boolean[] {true, false}) {
      List<Range> ranges = new ArrayList<>();
      networks.stream()
          .filter(network -> network.address.isV4() == v4)
          .map(network -> new Range(network.first(), network.last(), List.of(network)))
          .sorted(Comparator.comparing(Range::first))
          .forEach(range -> join(ranges, range));
      ranges.forEach(range -> merged.addAll(range.networks(v4)));
    }
    return merged;
  }

  private static void join(List<Range> ranges, Range next) {
    if (!ranges.isEmpty()
        && next.first().compareTo(ranges.getLast().last().add(BigInteger.ONE)) <= 0) {
      Range before = ranges.removeLast();
      ranges.add(new Range(before.first(), before.last().max(next.last()), List.of()));
    } else {
      ranges.add(next);
    }
  }

  /**
   * Addresses without a gap.
   *
   * @param whole the one network that they are, unless several were joined
   */
  private record Range(BigInteger first, BigInteger last, List<IpNetwork> whole) {

    List<IpNetwork> networks(boolean v4) {
      if (!whole.isEmpty()) {
        return whole;
      }
      int bits = v4 ? 32 : 128;
      List<IpNetwork> networks = new ArrayList<>();
      BigInteger next = first;
      while (next.compareTo(last) <= 0) {
        int aligned = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
        int fitting = last.subtract(next).add(BigInteger.ONE).bitLength() - 1;
        int free = Math.min(aligned, fitting);
        networks.add(new IpNetwork(IpAddress.of(v4, next), bits - free));
        next = next.add(BigInteger.ONE.shiftLeft(free));
      }
      return networks;
    }
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
