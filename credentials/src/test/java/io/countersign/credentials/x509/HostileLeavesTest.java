package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.credentials.x509.TestCa.Spec;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.OtherName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaves of the right root that are no X.509-SVIDs. */
final class HostileLeavesTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          List.of(new TrustDomain("prod.example", List.of(ROOT.certificate()))));

  private CertificateFacts refusedForItsProfile(Issued leaf) {
    RejectedCertificate rejected =
        assertInstanceOf(RejectedCertificate.class, verifier.verify(pem(leaf), NOON_30));
    assertEquals(Reason.CERTIFICATE_PROFILE, rejected.reason());
    CertificateFacts facts = rejected.facts();
    if (facts == null) {
      throw new AssertionError("a leaf that was read leaves its facts");
    }
    return facts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://prod.example",
        "spiffe://prod.example/",
        "spiffe://prod.example//a",
        "spiffe://prod.example/a/",
        "spiffe://prod.example/a//b",
        "spiffe://prod.example/a/./b",
        "spiffe://prod.example/a/../b",
        "spiffe://prod.example/..",
        "spiffe:///a",
        "spiffe:/prod.example/a",
        "spiffe:prod.example/a",
        "SPIFFE://prod.example/a",
        "spiffe://PROD.example/a",
        "spiffe://prod.example:443/a",
        "spiffe://user@prod.example/a",
        "spiffe://user:secret@prod.example/a",
        "spiffe://prod.example/a?b=c",
        "spiffe://prod.example/a?",
        "spiffe://prod.example/a#b",
        "spiffe://prod.example/a#",
        "spiffe://prod.example/%61",
        "spiffe://prod.example/a%2Fb",
        "spiffe://prod%2Eexample/a",
        "spiffe://prod.example/a:b",
        "spiffe://prod.example/~a",
        "https://prod.example/a",
        "urn:spiffe://prod.example/a"
      })
  void uriThatIsNoSpiffeIdIsRefused(String uri) {
    assertNull(refusedForItsProfile(leaf(uri).by(ROOT)).spiffeId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://prod.example/a b",
        " spiffe://prod.example/a",
        "spiffe://prod.example/a\n",
        "spiffe://prod.example/a\u0000",
        "spiffe://prod.example/\u00fc",
        "spiffe://pr\u00f6d.example/a",
        "spiffe://prod.example\\a/b",
        ""
      })
  void textThatIsNoUriIsNoSpiffeId(String text) {
    assertNull(SpiffeId.parse(text));
  }

  @Test
  void lengthOfASpiffeIdIsBounded() {
    String prefix = "spiffe://prod.example/";
    assertEquals(2048, lengthOf(SpiffeId.parse(prefix + "a".repeat(2048 - prefix.length()))));
    assertNull(SpiffeId.parse(prefix + "a".repeat(2049 - prefix.length())));
    assertEquals(9 + 255 + 2, lengthOf(SpiffeId.parse("spiffe://" + "a".repeat(255) + "/a")));
    assertNull(SpiffeId.parse("spiffe://" + "a".repeat(256) + "/a"));
  }

  private static int lengthOf(@Nullable SpiffeId id) {
    return id == null ? -1 : id.value().length();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leafWithoutExactlyOneUriIsRefused(String name, Spec spec) {
    assertNull(refusedForItsProfile(spec.by(ROOT)).spiffeId());
  }

  static Stream<Arguments> leafWithoutExactlyOneUriIsRefused() {
    ASN1ObjectIdentifier upn = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
    return Stream.of(
        arguments("no names", leaf(ORDERS).without(Extension.subjectAlternativeName)),
        arguments("two workloads", leaf(ORDERS).uris(ORDERS, "spiffe://prod.example/b")),
        arguments("one workload twice", leaf(ORDERS).uris(ORDERS, ORDERS)),
        arguments("a workload and a web page", leaf(ORDERS).uris(ORDERS, "https://a.example/")),
        arguments(
            "in a DNS name", leaf(ORDERS).names(new GeneralName(GeneralName.dNSName, ORDERS))),
        arguments(
            "in an e-mail address",
            leaf(ORDERS).names(new GeneralName(GeneralName.rfc822Name, ORDERS))),
        arguments(
            "in another kind of name",
            leaf(ORDERS)
                .names(
                    new GeneralName(
                        GeneralName.otherName, new OtherName(upn, new DERUTF8String(ORDERS))))),
        arguments(
            "in the common name",
            leaf(ORDERS).subject("CN=" + ORDERS).without(Extension.subjectAlternativeName)),
        arguments(
            "names that are none",
            leaf(ORDERS).ext(Extension.subjectAlternativeName, false, DERNull.INSTANCE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leafOfTheWrongUseIsRefused(String name, Spec spec) {
    assertEquals(ORDERS, refusedForItsProfile(spec.by(ROOT)).spiffeId());
  }

  static Stream<Arguments> leafOfTheWrongUseIsRefused() {
    int sign = KeyUsage.digitalSignature;
    return Stream.of(
        arguments(
            "a CA", leaf(ORDERS).ext(Extension.basicConstraints, true, new BasicConstraints(true))),
        arguments(
            "a CA of no path length",
            leaf(ORDERS).ext(Extension.basicConstraints, false, new BasicConstraints(0))),
        arguments("keyCertSign", leaf(ORDERS).usage(sign | KeyUsage.keyCertSign)),
        arguments("cRLSign", leaf(ORDERS).usage(sign | KeyUsage.cRLSign)),
        arguments("no keyUsage", leaf(ORDERS).without(Extension.keyUsage)),
        arguments("no digitalSignature", leaf(ORDERS).usage(KeyUsage.keyEncipherment)),
        arguments(
            "keyUsage that is none", leaf(ORDERS).ext(Extension.keyUsage, false, DERNull.INSTANCE)),
        arguments("for servers alone", leaf(ORDERS).purposes(KeyPurposeId.id_kp_serverAuth)),
        arguments(
            "for any purpose, unnamed", leaf(ORDERS).purposes(KeyPurposeId.anyExtendedKeyUsage)),
        arguments(
            "extendedKeyUsage that is none",
            leaf(ORDERS).ext(Extension.extendedKeyUsage, false, DERNull.INSTANCE)));
  }

  @Test
  void otherNameBesideTheUriNeverThrows() {
    GeneralName other =
        new GeneralName(
            GeneralName.otherName,
            new OtherName(new ASN1ObjectIdentifier("1.2.3"), new DERUTF8String("x")));
    String chain = pem(leaf(ORDERS).names(other, TestCa.uri(ORDERS)).by(ROOT));
    assertInstanceOf(VerifiedCertificate.class, verifier.verify(chain, NOON_30));
  }
}
