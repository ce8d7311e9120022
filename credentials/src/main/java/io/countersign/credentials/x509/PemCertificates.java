package io.countersign.credentials.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;

/** Reads PEM certificates (RFC 7468 §5), and nothing but certificates. */
final class PemCertificates {
  private static final String BEGIN = "-----BEGIN ";
  private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final String END_CERTIFICATE = "-----END CERTIFICATE-----";
  private static final int MAX_DER_BYTES = 16 * 1024;

  /** RFC 5280 §4.1.2.2: at most 20 octets. */
  private static final int MAX_SERIAL_BITS = 160;

  private PemCertificates() {}

  /** Why a text is not taken; the message never quotes it. */
  static final class MalformedPemException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPemException(String message) {
      super(message);
    }
  }

  /** The text around the blocks of a PEM file. */
  enum TextAround {
    /** People and {@code openssl x509 -text} write there (RFC 7468 §5.2). */
    IGNORED,
    /** A gateway writes nothing there. */
    REFUSED
  }

  /**
   * The certificates in their order.
   *
   * @throws MalformedPemException when a block is no certificate, when there are more than {@code
   *     maxCount}, or when there is none
   */
  static List<X509Certificate> parse(String text, int maxCount, TextAround around)
      throws MalformedPemException {
    List<X509Certificate> certificates = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = text.indexOf(BEGIN, at);
      String between = text.substring(at, begin < 0 ? text.length() : begin);
      if (around == TextAround.REFUSED && !between.isBlank()) {
        throw new MalformedPemException("there is text outside the certificates");
      }
      if (begin < 0) {
        break;
      }
      int number = certificates.size() + 1;
      if (number > maxCount) {
        throw new MalformedPemException("there are more than " + maxCount + " certificates");
      }
      if (!text.startsWith(BEGIN_CERTIFICATE, begin)) {
        throw new MalformedPemException("block " + number + " is not a CERTIFICATE");
      }
      int body = begin + BEGIN_CERTIFICATE.length();
      int end = text.indexOf(END_CERTIFICATE, body);
      if (end < 0) {
        throw new MalformedPemException("block " + number + " has no end");
      }
      certificates.add(certificate(text.substring(body, end), number));
      at = end + END_CERTIFICATE.length();
    }
    if (certificates.isEmpty()) {
      throw new MalformedPemException("there is no -----BEGIN CERTIFICATE-----");
    }
    return List.copyOf(certificates);
  }

  /**
   * The one certificate in a block.
   *
   * @param base64 of its DER encoding; white space is left out
   * @param number of the block, for the message
   */
  static X509Certificate certificate(String base64, int number) throws MalformedPemException {
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64.replaceAll("[ \\t\\r\\n]", ""));
    } catch (IllegalArgumentException _) {
      throw new MalformedPemException("block " + number + " is not base64");
    }
    if (der.length > MAX_DER_BYTES) {
      throw new MalformedPemException("block " + number + " has over " + MAX_DER_BYTES + " bytes");
    }
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      // The factory reads one certificate and leaves what follows; a fingerprint covers it all.
      if (!Arrays.equals(certificate.getEncoded(), der)) {
        throw new MalformedPemException("block " + number + " has bytes after the certificate");
      }
      if (!isDistinguished(der)) {
        throw new MalformedPemException("block " + number + " is not in the one encoding of DER");
      }
      if (certificate.getSerialNumber().bitLength() > MAX_SERIAL_BITS) {
        throw new MalformedPemException("block " + number + " has a serial over 20 octets");
      }
      return certificate;
    } catch (CertificateException _) {
      throw new MalformedPemException("block " + number + " is not an X.509 certificate");
    }
  }

  /**
   * What the signature does not cover (itself and the frame around it) must have one encoding too:
   * otherwise a holder makes further fingerprints of one certificate, each of which slips past a
   * revocation of the others. The platform overlooks a signature's unused bits.
   */
  private static boolean isDistinguished(byte[] der) {
    try {
      Certificate certificate = Certificate.getInstance(der);
      return certificate.getSignature().getPadBits() == 0
          && Arrays.equals(certificate.getEncoded(ASN1Encoding.DER), der);
    } catch (IOException | IllegalArgumentException | IllegalStateException _) {
      return false;
    }
  }
}
