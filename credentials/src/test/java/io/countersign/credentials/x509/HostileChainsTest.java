package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.END;
import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.START;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static io.countersign.decision.Reason.CERTIFICATE_EXPIRED;
import static io.countersign.decision.Reason.CERTIFICATE_NOT_YET_VALID;
import static io.countersign.decision.Reason.CERTIFICATE_UNTRUSTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Reason;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Well-formed leaves whose chain or time does not hold. */
final class HostileChainsTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued INTERMEDIATE = ca("CN=intermediate").by(ROOT);
  private static final Issued OTHER_ROOT = ca("CN=other root").selfSigned();
  private static final Issued EXPIRED_ROOT =
      ca("CN=expired root").valid(START.minusSeconds(9), START).selfSigned();
  private static final Issued FUTURE_ROOT =
      ca("CN=future root").valid(END, END.plusSeconds(9)).selfSigned();
  private static final Issued NO_INTERMEDIATE_ROOT =
      ca("CN=short root")
          .ext(Extension.basicConstraints, true, new BasicConstraints(0))
          .selfSigned();
  private static final Issued NAMED_ROOT =
      ca("CN=named root")
          .ext(Extension.nameConstraints, true, permitted("dev.example"))
          .selfSigned();
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          List.of(
              new TrustDomain(
                  "prod.example",
                  Stream.of(ROOT, EXPIRED_ROOT, FUTURE_ROOT, NO_INTERMEDIATE_ROOT, NAMED_ROOT)
                      .map(Issued::certificate)
                      .toList()),
              new TrustDomain("other.example", List.of(OTHER_ROOT.certificate()))));

  private static NameConstraints permitted(String host) {
    GeneralName base = new GeneralName(GeneralName.uniformResourceIdentifier, host);
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(base)}, null);
  }

  private void assertRefused(Reason reason, String chain, Instant now) {
    RejectedCertificate rejected =
        assertInstanceOf(RejectedCertificate.class, verifier.verify(chain, now));
    assertEquals(reason, rejected.reason());
    assertNotNull(rejected.facts(), "a leaf that was read leaves its facts");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"untrusted", "untrustedIntermediates", "weak"})
  void chainThatLeadsToNoAuthorityOfTheDomainIsUntrusted(String name, String chain) {
    assertRefused(CERTIFICATE_UNTRUSTED, chain, NOON_30);
    assertRefused(CERTIFICATE_UNTRUSTED, chain, END.plusSeconds(1));
  }

  static Stream<Arguments> untrusted() {
    Issued leaf = leaf(ORDERS).by(ROOT);
    Issued under = leaf(ORDERS).by(INTERMEDIATE);
    Issued second = ca("CN=second").by(INTERMEDIATE);
    Issued forged = ca("CN=root").selfSigned();
    return Stream.of(
        arguments("another domain's root", pem(leaf(ORDERS).by(OTHER_ROOT))),
        arguments(
            "another domain's root, sent along", pem(leaf(ORDERS).by(OTHER_ROOT), OTHER_ROOT)),
        arguments(
            "this domain's root for another domain",
            pem(leaf("spiffe://other.example/a").by(ROOT))),
        arguments("domain not configured", pem(leaf("spiffe://dev.example/a").by(ROOT))),
        arguments("sub-domain", pem(leaf("spiffe://a.prod.example/a").by(ROOT))),
        arguments("self-signed", pem(leaf(ORDERS).selfSigned())),
        arguments(
            "self-signed in the root's name", pem(leaf(ORDERS).subject("CN=root").selfSigned())),
        arguments("root's name, another key", pem(leaf(ORDERS).by(forged))),
        arguments("root's name, another key, sent along", pem(leaf(ORDERS).by(forged), forged)),
        arguments("signed by a leaf", pem(leaf(ORDERS).by(leaf), leaf)),
        arguments(
            "wrong signature",
            pem(
                new TestCa.Spec()
                    .uris(ORDERS)
                    .usage(KeyUsage.digitalSignature)
                    .issuerName("CN=root")
                    .by(OTHER_ROOT))),
        arguments("intermediate missing", pem(under)),
        arguments("one of two intermediates missing", pem(leaf(ORDERS).by(second), second)),
        arguments(
            "intermediates in the wrong order", pem(leaf(ORDERS).by(second), INTERMEDIATE, second)),
        arguments("leaf twice", pem(leaf, leaf)),
        arguments("a certificate that issued nothing", pem(leaf, INTERMEDIATE)),
        arguments(
            "unknown critical extension",
            pem(leaf(ORDERS).ext(UNKNOWN, true, new DERUTF8String("x")).by(ROOT))));
  }

  static Stream<Arguments> untrustedIntermediates() {
    return Stream.of(
        through("no basicConstraints", ca("CN=i").without(Extension.basicConstraints)),
        through(
            "basicConstraints of a leaf",
            ca("CN=i").ext(Extension.basicConstraints, true, new BasicConstraints(false))),
        through("no keyCertSign", ca("CN=i").usage(KeyUsage.digitalSignature)),
        through("no keyUsage", ca("CN=i").without(Extension.keyUsage)),
        through("for servers alone", ca("CN=i").purposes(KeyPurposeId.id_kp_serverAuth)),
        through("another domain's ID", ca("CN=i").uris("spiffe://other.example")),
        through("a workload's ID", ca("CN=i").uris("spiffe://prod.example/ca")),
        through("another domain's ID in capitals", ca("CN=i").uris("SPIFFE://OTHER.example")),
        through(
            "names of another host",
            ca("CN=i").ext(Extension.nameConstraints, true, permitted("dev.example"))),
        through(
            "unknown critical extension", ca("CN=i").ext(UNKNOWN, true, new DERUTF8String("x"))),
        arguments("path length of an intermediate", pathLengthOfIntermediate()),
        arguments("path length of the root", pathLengthOfRoot()),
        arguments("names of the root", pem(leaf(ORDERS).by(NAMED_ROOT))));
  }

  static Stream<Arguments> weak() {
    Issued rsa1024 = ca("CN=i").keys(TestCa.rsa(1024)).by(ROOT);
    Issued rsa = ca("CN=i").keys(TestCa.rsa(2048)).by(ROOT);
    return Stream.of(
        arguments("RSA 1024 leaf", pem(leaf(ORDERS).keys(TestCa.rsa(1024)).by(ROOT))),
        arguments("RSA 1024 intermediate", pem(leaf(ORDERS).by(rsa1024), rsa1024)),
        arguments("Ed448 leaf", pem(leaf(ORDERS).keys(TestCa.ed("Ed448")).by(ROOT))),
        arguments("SHA-1 with ECDSA", pem(leaf(ORDERS).signature("SHA1withECDSA").by(ROOT))),
        arguments("SHA-1 with RSA", pem(leaf(ORDERS).signature("SHA1withRSA").by(rsa), rsa)),
        arguments("MD5 with RSA", pem(leaf(ORDERS).signature("MD5withRSA").by(rsa), rsa)),
        arguments(
            "SHA-1 with RSASSA-PSS",
            pem(leaf(ORDERS).signature("SHA1withRSAandMGF1").by(rsa), rsa)),
        through("SHA-1 intermediate", ca("CN=i").signature("SHA1withECDSA")));
  }

  private static Arguments through(String fault, TestCa.Spec spec) {
    Issued intermediate = spec.by(ROOT);
    return arguments("intermediate: " + fault, pem(leaf(ORDERS).by(intermediate), intermediate));
  }

  private static String pathLengthOfIntermediate() {
    Issued shortened =
        ca("CN=i").ext(Extension.basicConstraints, true, new BasicConstraints(0)).by(ROOT);
    Issued below = ca("CN=j").by(shortened);
    return pem(leaf(ORDERS).by(below), below, shortened);
  }

  private static String pathLengthOfRoot() {
    Issued below = ca("CN=j").by(NO_INTERMEDIATE_ROOT);
    return pem(leaf(ORDERS).by(below), below);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void chainIsRefusedOutsideItsTime(String name, Reason reason, String chain, Instant now) {
    assertRefused(reason, chain, now);
  }

  static Stream<Arguments> chainIsRefusedOutsideItsTime() {
    String leaf = pem(leaf(ORDERS).by(ROOT));
    Issued past = ca("CN=i").valid(START, NOON_30.minusSeconds(1)).by(ROOT);
    Issued next = ca("CN=i").valid(NOON_30.plusSeconds(1), END).by(ROOT);
    Issued gone = ca("CN=i").valid(START.minusSeconds(9), START.minusSeconds(1)).by(ROOT);
    return Stream.of(
        arguments("leaf expired", CERTIFICATE_EXPIRED, leaf, END.plusSeconds(1)),
        arguments("leaf expired by a millisecond", CERTIFICATE_EXPIRED, leaf, END.plusMillis(1)),
        arguments("leaf not valid yet", CERTIFICATE_NOT_YET_VALID, leaf, START.minusSeconds(1)),
        arguments(
            "leaf not valid by a millisecond",
            CERTIFICATE_NOT_YET_VALID,
            leaf,
            START.minusMillis(1)),
        arguments(
            "intermediate expired", CERTIFICATE_EXPIRED, pem(leaf(ORDERS).by(past), past), NOON_30),
        arguments(
            "intermediate not valid yet",
            CERTIFICATE_NOT_YET_VALID,
            pem(leaf(ORDERS).by(next), next),
            NOON_30),
        arguments(
            "intermediate expired before the leaf began",
            CERTIFICATE_EXPIRED,
            pem(leaf(ORDERS).by(gone), gone),
            NOON_30),
        arguments("root expired", CERTIFICATE_EXPIRED, pem(leaf(ORDERS).by(EXPIRED_ROOT)), NOON_30),
        arguments(
            "root not valid yet",
            CERTIFICATE_NOT_YET_VALID,
            pem(leaf(ORDERS).by(FUTURE_ROOT)),
            NOON_30));
  }

  @ParameterizedTest
  @MethodSource
  void bothEndsOfTheTimeBelongToIt(Instant now) {
    String leaf = pem(leaf(ORDERS).by(ROOT));
    assertInstanceOf(VerifiedCertificate.class, verifier.verify(leaf, now));
  }

  static Stream<Instant> bothEndsOfTheTimeBelongToIt() {
    return Stream.of(START, START.plusSeconds(1), END.minusSeconds(1), END);
  }
}
