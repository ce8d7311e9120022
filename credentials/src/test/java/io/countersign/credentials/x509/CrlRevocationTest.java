package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.credentials.x509.revocation.CrlSource;
import io.countersign.credentials.x509.revocation.Freshness;
import io.countersign.credentials.x509.revocation.IssuerRevocation;
import io.countersign.credentials.x509.revocation.IssuerRevocation.Mode;
import io.countersign.decision.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Revocation lists in files, on a path that holds otherwise. */
final class CrlRevocationTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued NAMESAKE = ca("CN=root").selfSigned();
  private static final Issued INTERMEDIATE = ca("CN=intermediate").by(ROOT);
  private static final Issued LEAF = leaf(ORDERS).by(ROOT);
  private static final Issued OTHER = leaf(ORDERS).by(ROOT);
  private static final ASN1ObjectIdentifier MADE_UP = new ASN1ObjectIdentifier("1.2.3.4.5");
  private static final Freshness FRESH = new Freshness(Duration.ofHours(24), Duration.ofMinutes(1));

  @TempDir private Path folder;

  private CrlSource source(byte[] list) throws Exception {
    return source(folder.resolve("list.crl"), list, FRESH);
  }

  /** What is wrong with a list at the start is told at once; here it goes wrong later. */
  private static CrlSource source(Path file, byte[] list, Freshness freshness) throws Exception {
    Files.write(file, TestCrl.of(ca("CN=nobody").selfSigned()).der());
    CrlSource source = CrlSource.ofFile(file, CrlSource.FILE_INTERVAL, freshness, Runnable::run);
    Files.write(file, list);
    return source;
  }

  private static CertificateVerifier verifier(Issued root, CrlSource... lists) {
    RevocationChecker checker = new IssuerRevocation(Mode.CRL, List.of(lists), List.of());
    return new CertificateVerifier(
        TrustBundles.fixed(List.of(new TrustDomain("prod.example", List.of(root.certificate())))),
        Map.of("prod.example", checker));
  }

  private @Nullable Reason refusal(byte[] list, Issued... chain) throws Exception {
    return refusal(verifier(ROOT, source(list)), NOON_30, chain);
  }

  private static @Nullable Reason refusal(
      CertificateVerifier verifier, Instant now, Issued... chain) {
    return switch (verifier.verify(pem(chain), now)) {
      case VerifiedCertificate _ -> null;
      case RejectedCertificate rejected -> rejected.reason();
    };
  }

  private static TestCrl list() {
    return TestCrl.of(ROOT);
  }

  private static IssuingDistributionPoint point(
      boolean users, boolean authorities, @Nullable ReasonFlags reasons, boolean indirect) {
    return new IssuingDistributionPoint(null, users, authorities, reasons, indirect, false);
  }

  private static Arguments row(String mistake, TestCrl list) {
    return Arguments.of(mistake, list.der());
  }

  static Stream<Arguments> mistakes() {
    ASN1ObjectIdentifier idp = Extension.issuingDistributionPoint;
    DistributionPointName shard =
        new DistributionPointName(new GeneralNames(TestCa.uri("http://crl.example/shard-7")));
    GeneralName name = new GeneralName(new X500Name("CN=somebody"));
    byte[] der = list().der();
    byte[] flipped = der.clone();
    flipped[flipped.length - 5] ^= 1;
    byte[] longer = Arrays.copyOf(der, der.length + 1);
    return Stream.of(
        row("list of another CA with the same name", TestCrl.of(NAMESAKE)),
        row("list signed by the leaf", list().signedBy(LEAF)),
        row("list of another name, signed by the CA", list().issuerName("CN=other")),
        row("list of another CA", TestCrl.of(ca("CN=other").selfSigned())),
        row("expired list", list().valid(TestCa.START, NOON_30)),
        row(
            "list from the future",
            list().valid(NOON_30.plusSeconds(61), NOON_30.plusSeconds(3600))),
        row("no nextUpdate", list().valid(TestCa.START, null)),
        row(
            "older than the configured age",
            list().valid(NOON_30.minus(Duration.ofHours(24)).minusSeconds(1), TestCa.END)),
        row("nextUpdate before thisUpdate", list().valid(NOON_30, NOON_30.minusSeconds(1))),
        row("indirect list", list().ext(idp, true, point(false, false, null, true))),
        row(
            "indirect list, not marked critical",
            list().ext(idp, false, point(false, false, null, true))),
        row(
            "only some reasons",
            list()
                .ext(
                    idp,
                    true,
                    point(false, false, new ReasonFlags(ReasonFlags.keyCompromise), false))),
        row("only CA certificates", list().ext(idp, true, point(false, true, null, false))),
        row(
            "only attribute certificates",
            list()
                .ext(
                    idp,
                    true,
                    new IssuingDistributionPoint(null, false, false, null, false, true))),
        row(
            "only users and only CAs",
            list()
                .ext(
                    idp,
                    true,
                    new DERSequence(
                        new ASN1Encodable[] {
                          new DERTaggedObject(false, 1, ASN1Boolean.TRUE),
                          new DERTaggedObject(false, 2, ASN1Boolean.TRUE)
                        }))),
        row(
            "list of a shard that the certificate does not name",
            list()
                .ext(
                    idp,
                    true,
                    new IssuingDistributionPoint(shard, false, false, null, false, false))),
        row(
            "delta as full",
            list().ext(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.ONE))),
        row(
            "delta as full, not marked critical",
            list().ext(Extension.deltaCRLIndicator, false, new CRLNumber(BigInteger.ONE))),
        row("critical unknown extension", list().ext(MADE_UP, true, DERNull.INSTANCE)),
        row(
            "critical unknown extension of an entry",
            list().entry(OTHER, MADE_UP, true, DERNull.INSTANCE)),
        row(
            "entry of another issuer",
            list().entry(OTHER, Extension.certificateIssuer, true, new GeneralNames(name))),
        row("removeFromCRL in a full list", list().entry(OTHER, CRLReason.removeFromCRL)),
        row("weak signature", list().signature("SHA1withECDSA")),
        Arguments.of("signature with a flipped bit", flipped),
        Arguments.of("a byte after the list", longer),
        Arguments.of("list cut off", Arrays.copyOf(der, der.length - 1)),
        Arguments.of("empty file", new byte[0]),
        Arguments.of("HTML", "<html>not here</html>".getBytes(StandardCharsets.UTF_8)),
        Arguments.of("a certificate as list", TestCa.der(ROOT.certificate())),
        Arguments.of("over 16 MiB", new byte[16 * 1024 * 1024 + 1]),
        Arguments.of(
            "two lists in one PEM file",
            (TestCa.pem("X509 CRL", der) + TestCa.pem("X509 CRL", der))
                .getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void listThatSaysNothingLeavesTheStatusUnknown(String mistake, byte[] list) throws Exception {
    assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(list, LEAF), mistake);
  }

  @Test
  void revokedLeafIsRefused() throws Exception {
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(list().revokes(LEAF).der(), LEAF));
  }

  @Test
  void certificateOnHoldIsRefused() throws Exception {
    byte[] list = list().entry(LEAF, CRLReason.certificateHold).der();
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(list, LEAF));
  }

  @Test
  void leafOfARevokedIntermediateIsRefused() throws Exception {
    Issued leaf = leaf(ORDERS).by(INTERMEDIATE);
    CrlSource ofRoot =
        source(folder.resolve("root.crl"), list().revokes(INTERMEDIATE).der(), FRESH);
    CrlSource ofIntermediate =
        source(folder.resolve("intermediate.crl"), TestCrl.of(INTERMEDIATE).der(), FRESH);
    CertificateVerifier verifier = verifier(ROOT, ofRoot, ofIntermediate);
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, leaf, INTERMEDIATE));
  }

  @Test
  void everyCertificateOfTheChainNeedsAStatus() throws Exception {
    Issued leaf = leaf(ORDERS).by(INTERMEDIATE);
    assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(list().der(), leaf, INTERMEDIATE));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN,
        refusal(TestCrl.of(INTERMEDIATE).der(), leaf, INTERMEDIATE));
  }

  @Test
  void sameSerialOfAnotherIssuerIsNotRevoked() throws Exception {
    BigInteger serial = BigInteger.valueOf(77);
    Issued leaf = leaf(ORDERS).serial(serial).by(INTERMEDIATE);
    Issued revoked = leaf(ORDERS).serial(serial).by(ROOT);
    CrlSource ofRoot = source(folder.resolve("root.crl"), list().revokes(revoked).der(), FRESH);
    CrlSource ofIntermediate =
        source(folder.resolve("intermediate.crl"), TestCrl.of(INTERMEDIATE).der(), FRESH);
    CertificateVerifier verifier = verifier(ROOT, ofRoot, ofIntermediate);
    assertEquals(null, refusal(verifier, NOON_30, leaf, INTERMEDIATE));
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, revoked));
  }

  @Test
  void listOfACaThatMayNotSignListsIsNotTaken() throws Exception {
    Issued root = ca("CN=root").usage(KeyUsage.keyCertSign).selfSigned();
    Issued leaf = leaf(ORDERS).by(root);
    CertificateVerifier verifier = verifier(root, source(TestCrl.of(root).der()));
    assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30, leaf));
  }

  @Test
  void goodLeafIsTakenAndTellsHowOldTheListIs() throws Exception {
    CertificateVerifier verifier = verifier(ROOT, source(list().revokes(OTHER).der()));
    VerifiedCertificate verified =
        assertInstanceOf(VerifiedCertificate.class, verifier.verify(pem(LEAF), NOON_30));
    assertEquals(Duration.ofMinutes(15), verified.statusAge());
  }

  @Test
  void listInPemAndListWithoutNumberAreTaken() throws Exception {
    byte[] pem = TestCa.pem("X509 CRL", list().der()).getBytes(StandardCharsets.US_ASCII);
    assertEquals(null, refusal(pem, LEAF));
    assertEquals(null, refusal(list().number(null).der(), LEAF));
  }

  @Test
  void listOfUsersAloneSpeaksForLeaves() throws Exception {
    TestCrl list =
        list().ext(Extension.issuingDistributionPoint, true, point(true, false, null, false));
    assertEquals(null, refusal(list.der(), LEAF));
  }

  @Test
  void listOfTheShardThatTheCertificateNamesIsTaken() throws Exception {
    DistributionPointName shard =
        new DistributionPointName(new GeneralNames(TestCa.uri("http://crl.example/shard-7")));
    Issued leaf =
        leaf(ORDERS)
            .ext(
                Extension.cRLDistributionPoints,
                false,
                new CRLDistPoint(
                    new DistributionPoint[] {new DistributionPoint(shard, null, null)}))
            .by(ROOT);
    TestCrl list =
        list()
            .ext(
                Extension.issuingDistributionPoint,
                true,
                new IssuingDistributionPoint(shard, false, false, null, false, false));
    assertEquals(null, refusal(list.der(), leaf));
  }

  @Test
  void listCountsUntilJustBeforeItsNextUpdate() throws Exception {
    byte[] list = list().valid(NOON_30.minusSeconds(60), NOON_30.plusSeconds(60)).der();
    CertificateVerifier verifier = verifier(ROOT, source(list));
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(60).minusMillis(1), LEAF));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30.plusSeconds(60), LEAF));
  }

  @Test
  void listCountsUpToTheConfiguredAge() throws Exception {
    Freshness tenMinutes = new Freshness(Duration.ofMinutes(10), Duration.ZERO);
    byte[] list = list().valid(NOON_30, TestCa.END).der();
    CertificateVerifier verifier =
        verifier(ROOT, source(folder.resolve("list.crl"), list, tenMinutes));
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(600), LEAF));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30.plusSeconds(601), LEAF));
  }

  @Test
  void revocationTakesEffectWithinTwoSecondsOnAKnownChain() throws Exception {
    Path file = folder.resolve("list.crl");
    CertificateVerifier verifier = verifier(ROOT, source(file, list().der(), FRESH));
    assertEquals(null, refusal(verifier, NOON_30, LEAF));
    Files.write(file, list().number(11L).revokes(LEAF).der());
    refusal(verifier, NOON_30.plusSeconds(2), LEAF);
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30.plusSeconds(2), LEAF));
  }

  @Test
  void revocationTakesEffectAtTheFirstRequestAfterAQuietTime() throws Exception {
    Path file = folder.resolve("list.crl");
    CertificateVerifier verifier = verifier(ROOT, source(file, list().der(), FRESH));
    assertEquals(null, refusal(verifier, NOON_30, LEAF));
    Files.write(file, list().number(11L).revokes(LEAF).der());
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30.plusSeconds(300), LEAF));
  }

  static Stream<Arguments> stepsBack() {
    return Stream.of(
        row("number rolled back", list().number(9L)),
        row("number left out", list().number(null)),
        row(
            "thisUpdate rolled back",
            list().valid(NOON_30.minus(Duration.ofMinutes(16)), TestCa.END)),
        row("list of a namesake", TestCrl.of(NAMESAKE).number(99L)),
        Arguments.of("file emptied", new byte[0]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stepsBack")
  void listThatUndoesARevocationIsNotTaken(String mistake, byte[] list) throws Exception {
    Path file = folder.resolve("list.crl");
    CrlSource source = source(file, list().revokes(LEAF).der(), FRESH);
    CertificateVerifier verifier = verifier(ROOT, source);
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, LEAF));
    Files.write(file, list);
    Instant later = NOON_30.plusSeconds(60);
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, later, LEAF), mistake);
    assertEquals(null, refusal(verifier, later, OTHER), "the last good list stays");
    RevocationChecker checker = new IssuerRevocation(Mode.CRL, List.of(source), List.of());
    assertFalse(checker.problems(later).isEmpty(), "the operator is told");
  }

  @Test
  void holdIsLiftedByALaterList() throws Exception {
    Path file = folder.resolve("list.crl");
    CertificateVerifier verifier =
        verifier(ROOT, source(file, list().entry(LEAF, CRLReason.certificateHold).der(), FRESH));
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, LEAF));
    Files.write(file, list().number(11L).der());
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(60), LEAF));
  }

  @Test
  void largeListIsLookedUp() throws Exception {
    TestCrl large = list().revokes(LEAF);
    for (int i = 0; i < 50_000; i++) {
      large.entry(OTHER, Extension.reasonCode, false, CRLReason.lookup(CRLReason.superseded));
    }
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(large.der(), LEAF));
  }

  @Test
  void missingOrBrokenListIsToldAtTheStart() throws IOException {
    Path missing = folder.resolve("missing.crl");
    assertThrows(
        CredentialConfigException.class,
        () -> CrlSource.ofFile(missing, CrlSource.FILE_INTERVAL, FRESH, Runnable::run));
    Path broken = Files.writeString(folder.resolve("broken.crl"), "-----BEGIN X509 CRL-----");
    CredentialConfigException told =
        assertThrows(
            CredentialConfigException.class,
            () -> CrlSource.ofFile(broken, CrlSource.FILE_INTERVAL, FRESH, Runnable::run));
    assertTrue(String.valueOf(told.getMessage()).contains("broken.crl"));
  }
}
