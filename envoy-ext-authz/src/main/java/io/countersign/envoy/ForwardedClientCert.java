package io.countersign.envoy;

import io.countersign.decision.Sha256;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Envoy's header {@code x-forwarded-client-cert}: one element of {@code Key=Value} pairs.
 *
 * <p>Envoy does not quote the URI of a certificate, so a certificate's own name can add pairs and
 * elements. Hence: exactly one element, no key twice, and the certificate must be the one whose
 * digest Envoy computed itself ({@code Hash}, which Envoy always writes).
 */
final class ForwardedClientCert {
  static final String HEADER = "x-forwarded-client-cert";

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private ForwardedClientCert() {}

  /**
   * The certificate chain in PEM, leaf first; empty when the header does not hold one that can be
   * believed.
   */
  static Optional<String> chain(String header) {
    if (header.length() > RequestLimits.CERTIFICATE_LENGTH) {
      return Optional.empty();
    }
    Optional<Map<String, String>> pairs = pairs(header);
    String certificate = decoded(pairs, "cert");
    String chain = decoded(pairs, "chain");
    String hash = pairs.map(known -> known.getOrDefault("hash", "")).orElse("");
    String presented = chain.isEmpty() ? certificate : chain;
    boolean same =
        !certificate.isEmpty()
            && fingerprint(certificate).equals(hash.toLowerCase(Locale.ROOT))
            && fingerprint(presented).equals(fingerprint(certificate));
    return same ? Optional.of(presented) : Optional.empty();
  }

  private static String decoded(Optional<Map<String, String>> pairs, String key) {
    String encoded = pairs.map(known -> known.getOrDefault(key, "")).orElse("");
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return "";
    }
  }

  /** Keys in lower case; empty when there are several elements, a key twice, or open quotes. */
  private static Optional<Map<String, String>> pairs(String header) {
    Map<String, String> pairs = new HashMap<>();
    StringBuilder pair = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (quoted && c == '\\' && i + 1 < header.length()) {
        pair.append(header.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return Optional.empty();
      } else if (c == ';' && !quoted) {
        if (!put(pair, pairs)) {
          return Optional.empty();
        }
      } else {
        pair.append(c);
      }
    }
    return !quoted && put(pair, pairs) ? Optional.of(pairs) : Optional.empty();
  }

  private static boolean put(StringBuilder pair, Map<String, String> pairs) {
    String text = pair.toString();
    pair.setLength(0);
    int equals = text.indexOf('=');
    if (equals < 1) {
      return false;
    }
    String key = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    // A certificate may have several URI and DNS names; nothing is taken from them.
    boolean repeatable = key.equals("uri") || key.equals("dns");
    return pairs.put(key, text.substring(equals + 1)) == null || repeatable;
  }

  /**
   * SHA-256 of the first certificate's DER, in hexadecimal; empty when the text does not begin with
   * a certificate. Whatever else stood before it, another reader of PEM could take for the leaf.
   */
  private static String fingerprint(String pem) {
    int end = pem.indexOf(END);
    if (!pem.startsWith(BEGIN) || end < BEGIN.length()) {
      return "";
    }
    try {
      String base64 = pem.substring(BEGIN.length(), end).replaceAll("\\s", "");
      return Sha256.of(Base64.getDecoder().decode(base64)).hex();
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }
}
