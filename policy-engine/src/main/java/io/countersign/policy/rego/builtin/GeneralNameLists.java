package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** General names (RFC 5280 §4.2.1.6) sorted into lists by kind; other kinds are left out. */
final class GeneralNameLists {
  final List<String> dns = new ArrayList<>();
  final List<String> emails = new ArrayList<>();
  final List<String> uris = new ArrayList<>();
  final List<RegoValue> addresses = new ArrayList<>();

  /** As subnets of names' constraints have them: address, then mask. */
  final List<RegoValue> ranges = new ArrayList<>();

  void add(GeneralName name) {
    switch (name.getTagNo()) {
      case GeneralName.dNSName -> dns.add(text(name));
      case GeneralName.rfc822Name -> emails.add(text(name));
      case GeneralName.uniformResourceIdentifier -> uris.add(text(name));
      case GeneralName.iPAddress ->
          addAddress(ASN1OctetString.getInstance(name.getName()).getOctets());
      default -> {
        // not shown
      }
    }
  }

  private static String text(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }

  private void addAddress(byte[] bytes) {
    switch (bytes.length) {
      case 4, 16 -> addresses.add(RegoString.of(address(bytes)));
      case 8, 32 -> {
        int half = bytes.length / 2;
        ranges.add(
            CertificateParts.object(
                Map.of(
                    "IP", RegoString.of(address(Arrays.copyOf(bytes, half))),
                    "Mask",
                        CertificateParts.base64(Arrays.copyOfRange(bytes, half, bytes.length)))));
      }
      default -> throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
    }
  }

  /** RFC 5952's text of an address. */
  static String address(byte[] bytes) {
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      return address.getAddress().length == 4 ? address.getHostAddress() : compressed(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1; // a single group of zeros is written
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** The parts of every URI. */
  RegoValue uriParts() {
    return CertificateParts.list(uris.stream().map(GeneralNameLists::uriParts).toList());
  }

  private static RegoValue uriParts(String text) {
    URI uri = URI.create(text);
    String authority = orEmpty(uri.getRawAuthority());
    boolean hasQuery = uri.getRawQuery() != null;
    String query = orEmpty(uri.getRawQuery());
    Map<String, RegoValue> parts = new HashMap<>();
    parts.put("Scheme", RegoString.of(orEmpty(uri.getScheme())));
    parts.put("Opaque", RegoString.of(uri.isOpaque() ? uri.getRawSchemeSpecificPart() : ""));
    parts.put(
        "User", uri.getRawUserInfo() == null ? RegoNull.NULL : CertificateParts.object(Map.of()));
    parts.put("Host", RegoString.of(authority.substring(authority.lastIndexOf('@') + 1)));
    parts.put("Path", RegoString.of(orEmpty(uri.getPath())));
    parts.put("RawPath", RegoString.EMPTY);
    parts.put("OmitHost", RegoBoolean.FALSE);
    parts.put("ForceQuery", RegoBoolean.of(hasQuery && query.isEmpty()));
    parts.put("RawQuery", RegoString.of(query));
    parts.put("Fragment", RegoString.of(orEmpty(uri.getFragment())));
    parts.put("RawFragment", RegoString.EMPTY);
    return CertificateParts.object(parts);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
