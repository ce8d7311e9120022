package io.countersign.policy.rego.builtin;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address of IPv4, or of IPv6 (RFC 4291); one of IPv6 that maps one of IPv4 is taken for that.
 *
 * @param high the first 64 bits of IPv6, 0 of IPv4
 * @param low the last 64 bits of IPv6, the 32 of IPv4
 */
record IpAddress(boolean isV4, long high, long low) {
  private static final int GROUPS = 8;

  /** The address that a text names, as {@code net.ParseIP} of Go reads it: never a host name. */
  static Optional<IpAddress> parse(String text) {
    if (text.length() > 45) {
      return Optional.empty();
    }
    return text.indexOf(':') < 0
        ? parseV4(text).map(low -> new IpAddress(true, 0, low))
        : parseV6(text);
  }

  int bits() {
    return isV4 ? 32 : 128;
  }

  /** The same address of IPv6, where one of IPv4 is mapped (RFC 4291 §2.5.5.2). */
  IpAddress asV6() {
    return isV4 ? new IpAddress(false, 0, 0xFFFF_0000_0000L | low) : this;
  }

  /** The address with all bits but the first so many set to 0. */
  IpAddress masked(int prefix) {
    if (isV4) {
      return new IpAddress(true, 0, prefix == 0 ? 0 : low & (-1L << (32 - prefix)) & 0xFFFF_FFFFL);
    }
    return new IpAddress(
        false,
        prefix == 0 ? 0 : high & (prefix >= 64 ? -1L : -1L << (64 - prefix)),
        prefix <= 64 ? 0 : low & (-1L << (128 - prefix)));
  }

  BigInteger toNumber() {
    BigInteger lower = new BigInteger(Long.toUnsignedString(low));
    return new BigInteger(Long.toUnsignedString(high)).shiftLeft(64).or(lower);
  }

  static IpAddress of(boolean isV4, BigInteger number) {
    return new IpAddress(isV4, number.shiftRight(64).longValue(), number.longValue());
  }

  /** Four numbers of 0 to 255, without leading zeros, which some read as octal. */
  private static Optional<Long> parseV4(String text) {
    long address = 0;
    int numbers = 1;
    int value = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (value < 0) {
          return Optional.empty();
        }
        address = address << 8 | value;
        value = -1;
        numbers++;
      } else if (c >= '0' && c <= '9' && value != 0) {
        value = 10 * Math.max(value, 0) + c - '0';
        if (value > 255) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return numbers == 4 && value >= 0 ? Optional.of(address << 8 | value) : Optional.empty();
  }

  private static Optional<IpAddress> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    int[] before = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    int[] after = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
    if (before == null || after == null) {
      return Optional.empty();
    }
    int given = before.length + after.length;
    if (gap < 0 ? given != GROUPS : given >= GROUPS) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < GROUPS; i++) {
      int fromEnd = i - (GROUPS - after.length);
      long group = i < before.length ? before[i] : fromEnd >= 0 ? after[fromEnd] : 0;
      if (i < 4) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    return Optional.of(
        high == 0 && low >>> 32 == 0xFFFF
            ? new IpAddress(true, 0, low & 0xFFFF_FFFFL)
            : new IpAddress(false, high, low));
  }

  /**
   * The groups of 16 bits; null when there is one that is none.
   *
   * @param last whether the text ends the address, which then may end as one of IPv4
   */
  private static int @Nullable [] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    String end = parts[parts.length - 1];
    boolean endsAsV4 = last && end.indexOf('.') >= 0;
    int[] groups = new int[parts.length + (endsAsV4 ? 1 : 0)];
    for (int i = 0; i < parts.length - (endsAsV4 ? 1 : 0); i++) {
      int group = hexadecimal(parts[i]);
      if (group < 0) {
        return null;
      }
      groups[i] = group;
    }
    if (endsAsV4) {
      Optional<Long> v4 = parseV4(end);
      if (v4.isEmpty()) {
        return null;
      }
      groups[groups.length - 2] = (int) (v4.get() >> 16);
      groups[groups.length - 1] = (int) (v4.get() & 0xFFFF);
    }
    return groups;
  }

  private static int hexadecimal(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = 16 * value + digit;
    }
    return value;
  }

  /** Dotted, or as RFC 5952 §4 has it. */
  @Override
  public String toString() {
    if (isV4) {
      return (low >> 24) + "." + (low >> 16 & 255) + "." + (low >> 8 & 255) + "." + (low & 255);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xFFFF);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
