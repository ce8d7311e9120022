package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.der;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is no chain of certificates. */
final class MalformedPemTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued LEAF = leaf(ORDERS).by(ROOT);
  private static final String PEM = pem(LEAF);

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          List.of(new TrustDomain("prod.example", List.of(ROOT.certificate()))));

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void textThatIsNoChainIsMalformed(String name, String text) {
    assertEquals(
        new RejectedCertificate(Reason.CERTIFICATE_MALFORMED, null),
        verifier.verify(text, NOON_30));
  }

  static Stream<Arguments> textThatIsNoChainIsMalformed() {
    byte[] der = der(LEAF.certificate());
    BigInteger longSerial = BigInteger.ONE.shiftLeft(160);
    DEROctetString large = new DEROctetString(new byte[16 * 1024]);
    return Stream.of(
        arguments("nothing", ""),
        arguments("white space", " \r\n\t"),
        arguments("garbage", "not a certificate"),
        arguments("a private key", pem("PRIVATE KEY", LEAF.keys().getPrivate().getEncoded())),
        arguments(
            "a private key after the leaf",
            PEM + pem("PRIVATE KEY", LEAF.keys().getPrivate().getEncoded())),
        arguments("a request", pem("CERTIFICATE REQUEST", der)),
        arguments("the label of old OpenSSL", pem("X509 CERTIFICATE", der)),
        arguments(
            "a public key as certificate",
            pem("CERTIFICATE", LEAF.keys().getPublic().getEncoded())),
        arguments("PEM within PEM", pem("CERTIFICATE", PEM.getBytes(StandardCharsets.US_ASCII))),
        arguments("an empty block", pem("CERTIFICATE", new byte[0])),
        arguments("text before", "subject=CN=leaf\n" + PEM),
        arguments("text after", PEM + "x"),
        arguments("NUL after", PEM + "\u0000"),
        arguments("text between", PEM + "-" + PEM),
        arguments("no end", PEM.substring(0, PEM.indexOf("-----END"))),
        arguments("another end", PEM.replace("END CERTIFICATE", "END PRIVATE KEY")),
        arguments("header in the block", PEM.replaceFirst("-\n", "-\nProc-Type: 4,ENCRYPTED\n\n")),
        arguments("base64 cut short", PEM.replaceFirst("[^\n]{1,9}\n-----END", "\n-----END")),
        arguments("DER cut short", pem("CERTIFICATE", Arrays.copyOf(der, der.length - 1))),
        arguments(
            "DER with a byte after it", pem("CERTIFICATE", Arrays.copyOf(der, der.length + 1))),
        arguments("signature that is no whole number of octets", unevenSignature()),
        arguments("a character that base64 lacks", PEM.replaceFirst("M", "*")),
        arguments("still URL-encoded", PEM.replace("\n", "%0A")),
        arguments("DER without PEM", new String(der, StandardCharsets.ISO_8859_1)),
        arguments("eleven certificates", PEM.repeat(11)),
        arguments("text over the limit", PEM + " ".repeat(CertificateVerifier.MAX_CHARS)),
        arguments(
            "serial over 20 octets",
            pem("CERTIFICATE", leaf(ORDERS).serial(longSerial).derBy(ROOT))),
        arguments(
            "certificate over 16 KiB",
            pem(
                "CERTIFICATE",
                leaf(ORDERS).ext(new ASN1ObjectIdentifier("1.2.3.4"), false, large).derBy(ROOT))),
        arguments(
            "critical extension that is none",
            pem(
                "CERTIFICATE",
                leaf(ORDERS).ext(Extension.keyUsage, true, DERNull.INSTANCE).derBy(ROOT))));
  }

  /** Says that the signature's last bit is not part of it; the platform's parser looks away. */
  private static String unevenSignature() {
    while (true) {
      Issued leaf = leaf(ORDERS).by(ROOT);
      byte[] der = der(leaf.certificate());
      int unusedBits = der.length - leaf.certificate().getSignature().length - 1;
      if (der[unusedBits] == 0 && der[der.length - 1] % 2 == 0) {
        der[unusedBits] = 1;
        return pem("CERTIFICATE", der);
      }
    }
  }

  @Test
  void tenCertificatesAreRead() {
    RejectedCertificate rejected =
        assertInstanceOf(RejectedCertificate.class, verifier.verify(PEM.repeat(10), NOON_30));
    assertEquals(Reason.CERTIFICATE_UNTRUSTED, rejected.reason());
  }

  @Test
  void textUpToTheLimitIsRead() {
    String padded = PEM + " ".repeat(CertificateVerifier.MAX_CHARS - PEM.length());
    assertInstanceOf(VerifiedCertificate.class, verifier.verify(padded, NOON_30));
  }

  @Test
  void carriageReturnsAndBlankLinesAreWhiteSpace() {
    assertInstanceOf(
        VerifiedCertificate.class,
        verifier.verify("\r\n" + PEM.replace("\n", "\r\n") + "\r\n", NOON_30));
    assertInstanceOf(
        VerifiedCertificate.class, verifier.verify(PEM.replaceAll("\\n(?!-)(?=.)", ""), NOON_30));
  }

  @Test
  void certificateWithAnyBitAlteredNeverPassesNorThrows() {
    byte[] der = der(LEAF.certificate());
    for (int bit = 0; bit < der.length * 8; bit++) {
      byte[] altered = der.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      String text = pem("CERTIFICATE", altered);
      assertInstanceOf(
          RejectedCertificate.class, verifier.verify(text, NOON_30), "bit " + bit + " of\n" + PEM);
    }
  }
}
