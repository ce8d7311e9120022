package io.countersign.envoy;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and nothing else, as PEM (RFC 7468 §3, strict): no text before, between or after, no
 * other label, one way to write each.
 */
final class PemChain {
  static final int MAX_CERTIFICATES = 10;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private PemChain() {}

  /** The text of a chain, leaf first, written anew; empty when it is anything else. */
  static Optional<String> ofPem(String text) {
    List<String> bodies = new ArrayList<>();
    String rest = text.replace("\r\n", "\n");
    while (!rest.isEmpty()) {
      int end = rest.indexOf("\n" + END);
      if (!rest.startsWith(BEGIN + "\n") || end < 0) {
        return Optional.empty();
      }
      bodies.add(rest.substring(BEGIN.length(), end).replace("\n", ""));
      rest = rest.substring(end + 1 + END.length());
      if (!rest.isEmpty() && !rest.startsWith("\n")) {
        return Optional.empty();
      }
      rest = rest.isEmpty() ? rest : rest.substring(1);
    }
    return ofBase64(bodies);
  }

  /** The chain of these certificates' DER in canonical Base64; empty when one is not that. */
  static Optional<String> ofBase64(List<String> certificates) {
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      return Optional.empty();
    }
    StringBuilder pem = new StringBuilder();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (String base64 : certificates) {
        byte[] der = Base64.getDecoder().decode(base64);
        if (!Base64.getEncoder().encodeToString(der).equals(base64) || !isOne(der, factory)) {
          return Optional.empty();
        }
        pem.append(BEGIN).append('\n').append(LINES.encodeToString(der)).append('\n');
        pem.append(END).append('\n');
      }
    } catch (IllegalArgumentException | CertificateException unreadable) {
      return Optional.empty();
    }
    return Optional.of(pem.toString());
  }

  /** The factory reads PEM and PKCS #7 too, and leaves bytes that follow. */
  private static boolean isOne(byte[] der, CertificateFactory factory) throws CertificateException {
    return der.length > 0
        && der[0] == 0x30
        && Arrays.equals(
            factory.generateCertificate(new ByteArrayInputStream(der)).getEncoded(), der);
  }
}
