package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.credentials.x509.TestCa.Spec;
import io.countersign.credentials.x509.revocation.CertIdHash;
import io.countersign.credentials.x509.revocation.CrlSource;
import io.countersign.credentials.x509.revocation.Freshness;
import io.countersign.credentials.x509.revocation.IssuerRevocation;
import io.countersign.credentials.x509.revocation.IssuerRevocation.Mode;
import io.countersign.credentials.x509.revocation.OcspClient;
import io.countersign.credentials.x509.revocation.OcspClient.Responder;
import io.countersign.decision.Reason;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A responder over real http on loopback, asked about a path that holds otherwise. */
final class OcspRevocationTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued INTERMEDIATE = ca("CN=intermediate").by(ROOT);
  private static final Issued LEAF = leaf(ORDERS).by(ROOT);
  private static final Issued RESPONDER = responderCertificate().by(ROOT);
  private static final Freshness FRESH = new Freshness(Duration.ofHours(1), Duration.ofMinutes(1));

  @TempDir private Path folder;

  private final TestOcspResponder responder = new TestOcspResponder();
  private final BoundedHttp http = http();

  private static BoundedHttp http() {
    try {
      return new BoundedHttp(SSLContext.getDefault(), Duration.ofSeconds(3));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    http.close();
    responder.close();
  }

  private static Spec responderCertificate() {
    return new Spec()
        .subject("CN=responder")
        .usage(KeyUsage.digitalSignature)
        .purposes(KeyPurposeId.id_kp_OCSPSigning)
        .ext(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  private OcspClient client(boolean nonce) throws CredentialConfigException {
    return client(responder.uri(), CertIdHash.SHA_1, nonce);
  }

  private OcspClient client(URI uri, CertIdHash hash, boolean nonce)
      throws CredentialConfigException {
    return new OcspClient(new Responder(uri, null, hash, nonce), http, FRESH, Runnable::run);
  }

  private CrlSource list(TestCrl list) throws Exception {
    Path file = Files.write(folder.resolve("list.crl"), list.der());
    return CrlSource.ofFile(file, CrlSource.FILE_INTERVAL, FRESH, Runnable::run);
  }

  private static CertificateVerifier verifier(
      Mode mode, List<CrlSource> lists, OcspClient... clients) {
    return new CertificateVerifier(
        TrustBundles.fixed(List.of(new TrustDomain("prod.example", List.of(ROOT.certificate())))),
        Map.of("prod.example", new IssuerRevocation(mode, lists, List.of(clients))));
  }

  private static @Nullable Reason refusal(
      CertificateVerifier verifier, Instant now, Issued... chain) {
    return switch (verifier.verify(pem(chain), now)) {
      case VerifiedCertificate _ -> null;
      case RejectedCertificate rejected -> rejected.reason();
    };
  }

  private @Nullable Reason refusal(TestOcsp answer) throws Exception {
    responder.answers(answer::answer);
    return refusal(verifier(Mode.OCSP, List.of(), client(true)), NOON_30, LEAF);
  }

  private static Arguments row(String mistake, TestOcsp answer) {
    return Arguments.of(mistake, (UnaryOperator<byte[]>) answer::answer);
  }

  private static Arguments row(String mistake, UnaryOperator<byte[]> answer) {
    return Arguments.of(mistake, answer);
  }

  private static TestOcsp signedByRoot() {
    return TestOcsp.of(ROOT);
  }

  static Stream<Arguments> mistakes() {
    Issued namesake = ca("CN=root").selfSigned();
    Issued stranger = ca("CN=stranger").selfSigned();
    Spec bare = new Spec().subject("CN=responder").usage(KeyUsage.digitalSignature);
    return Stream.of(
        row("answer for another serial", signedByRoot().serial(BigInteger.ONE)),
        row("answer for the same serial of another CA", signedByRoot().issuer(stranger)),
        row("answer for the same serial of a namesake", signedByRoot().issuer(namesake)),
        row("signed by a namesake of the CA", TestOcsp.of(namesake)),
        row("signed by the client itself", TestOcsp.delegate(LEAF)),
        row(
            "signed by another client of the same CA",
            TestOcsp.delegate(leaf(ORDERS).subject("CN=other").by(ROOT))),
        row("delegate without extendedKeyUsage", TestOcsp.delegate(bare.by(ROOT))),
        row(
            "delegate for any purpose, not for OCSP",
            TestOcsp.delegate(
                responderCertificate().purposes(KeyPurposeId.anyExtendedKeyUsage).by(ROOT))),
        row(
            "delegate that may not sign",
            TestOcsp.delegate(responderCertificate().usage(KeyUsage.keyEncipherment).by(ROOT))),
        row(
            "delegate with a critical unknown extension",
            TestOcsp.delegate(
                responderCertificate()
                    .ext(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE)
                    .by(ROOT))),
        row(
            "expired delegate",
            TestOcsp.delegate(
                responderCertificate().valid(TestCa.START, NOON_30.minusSeconds(1)).by(ROOT))),
        row(
            "delegate that is not valid yet",
            TestOcsp.delegate(
                responderCertificate().valid(NOON_30.plusSeconds(1), TestCa.END).by(ROOT))),
        row("delegate of another CA", TestOcsp.delegate(responderCertificate().by(stranger))),
        row("delegate of a namesake", TestOcsp.delegate(responderCertificate().by(namesake))),
        row(
            "delegate of an intermediate CA",
            TestOcsp.delegate(responderCertificate().by(INTERMEDIATE))),
        row(
            "delegate whose certificate has a weak signature",
            TestOcsp.delegate(responderCertificate().signature("SHA1withECDSA").by(ROOT))),
        row(
            "delegate that signs for itself",
            TestOcsp.delegate(responderCertificate().selfSigned())),
        row(
            "delegate without ocsp-nocheck and no list to look it up",
            TestOcsp.delegate(
                responderCertificate()
                    .without(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck)
                    .by(ROOT))),
        row("delegate that does not show its certificate", TestOcsp.of(RESPONDER)),
        row("weak signature", signedByRoot().signature("SHA1withECDSA")),
        row("answer past its nextUpdate", signedByRoot().valid(TestCa.START, NOON_30)),
        row(
            "answer from the future",
            signedByRoot().valid(NOON_30.plusSeconds(61), NOON_30.plusSeconds(3600))),
        row("produced in the future", signedByRoot().producedAt(NOON_30.plusSeconds(61))),
        row(
            "older than the configured age",
            signedByRoot().valid(NOON_30.minus(Duration.ofHours(1)).minusSeconds(1), TestCa.END)),
        row(
            "old answer without nextUpdate",
            signedByRoot().valid(NOON_30.minus(Duration.ofHours(2)), null)),
        row("nonce missing", signedByRoot().withoutNonce()),
        row("other nonce", signedByRoot().nonce(new byte[32])),
        row("empty nonce", signedByRoot().nonce(new byte[0])),
        row("critical unknown extension", signedByRoot().criticalExtension()),
        row("two words on one certificate", signedByRoot().twice()),
        row("status unknown", signedByRoot().unknown()),
        row("tryLater", _ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER)),
        row("unauthorized", _ -> TestOcsp.error(OCSPRespBuilder.UNAUTHORIZED)),
        row("successful without an answer", _ -> TestOcsp.error(OCSPRespBuilder.SUCCESSFUL)),
        row("HTML", _ -> "<html>it works</html>".getBytes(StandardCharsets.UTF_8)),
        row("answer of 10 MB", _ -> new byte[10_000_000]),
        row("empty answer", _ -> new byte[0]),
        row("question as answer", request -> request),
        row("answer cut off", r -> Arrays.copyOf(signedByRoot().answer(r), 80)),
        row(
            "a byte after the answer",
            r -> {
              byte[] answer = signedByRoot().answer(r);
              return Arrays.copyOf(answer, answer.length + 1);
            }),
        row(
            "signature with a flipped bit",
            r -> {
              byte[] answer = signedByRoot().answer(r);
              answer[answer.length - 5] ^= 1;
              return answer;
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void answerThatSaysNothingLeavesTheStatusUnknown(String mistake, UnaryOperator<byte[]> answer)
      throws Exception {
    responder.answers(answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30, LEAF), mistake);
  }

  @Test
  void goodAnswerOfTheCaOrItsDelegateIsTaken() throws Exception {
    assertEquals(null, refusal(signedByRoot()));
    assertEquals(null, refusal(TestOcsp.delegate(RESPONDER)));
  }

  @Test
  void revokedAndOnHoldAreRefused() throws Exception {
    assertEquals(
        Reason.CERTIFICATE_REVOKED, refusal(signedByRoot().revoked(CRLReason.keyCompromise)));
    assertEquals(
        Reason.CERTIFICATE_REVOKED, refusal(signedByRoot().revoked(CRLReason.certificateHold)));
  }

  @Test
  void issuerMayBeNamedBySha256() throws Exception {
    responder.answers(signedByRoot()::answer);
    OcspClient client = client(responder.uri(), CertIdHash.SHA_256, false);
    assertEquals(null, refusal(verifier(Mode.OCSP, List.of(), client), NOON_30, LEAF));
  }

  @Test
  void revokedIntermediateIsRefused() throws Exception {
    Issued leaf = leaf(ORDERS).by(INTERMEDIATE);
    BigInteger revoked = INTERMEDIATE.certificate().getSerialNumber();
    responder.answers(request -> {
      byte[] good = TestOcsp.of(INTERMEDIATE).answer(request);
      return new String(request, StandardCharsets.ISO_8859_1)
              .contains(new String(revoked.toByteArray(), StandardCharsets.ISO_8859_1))
          ? signedByRoot().revoked(CRLReason.cACompromise).answer(request)
          : good;
    });
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, leaf, INTERMEDIATE));
  }

  @Test
  void unreachableResponderLeavesTheStatusUnknown() throws Exception {
    OcspClient client = client(false);
    responder.close();
    IssuerRevocation checker = new IssuerRevocation(Mode.OCSP, List.of(), List.of(client));
    List<X509Certificate> path = List.of(LEAF.certificate(), ROOT.certificate());
    assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, checker.check(path, NOON_30).refusal());
    assertEquals(1, checker.problems(NOON_30).size());
  }

  @Test
  void slowResponderIsWaitedForTwoSecondsAtMost() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    responder.answers(request -> {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return signedByRoot().answer(request);
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      OcspClient client =
          new OcspClient(
              new Responder(responder.uri(), null, CertIdHash.SHA_1, false), http, FRESH, threads);
      CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client);
      long before = System.nanoTime();
      assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30, LEAF));
      Duration waited = Duration.ofNanos(System.nanoTime() - before);
      assertTrue(waited.toMillis() >= 1900 && waited.toMillis() < 3500, waited.toString());
      held.countDown();
    }
  }

  @Test
  void answerIsKeptAndAskedForAgainAtHalfOfItsLife() throws Exception {
    responder.answers(signedByRoot()::answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    assertEquals(null, refusal(verifier, NOON_30, LEAF));
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(60), LEAF));
    assertEquals(1, responder.asked());
    // 45 minutes are left of the answer.
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(1349), LEAF));
    assertEquals(1, responder.asked());
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(1350), LEAF));
    assertEquals(2, responder.asked());
  }

  @Test
  void replayedOldAnswerDoesNotUndoARevocation() throws Exception {
    responder.answers(signedByRoot().revoked(CRLReason.keyCompromise)::answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(false));
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, LEAF));
    responder.answers(signedByRoot().valid(TestCa.START, TestCa.END)::answer);
    Instant halfTime = NOON_30.plusSeconds(1400);
    refusal(verifier, halfTime, LEAF);
    assertEquals(2, responder.asked());
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, halfTime, LEAF));
  }

  @Test
  void deadResponderIsAskedAgainAfterAWhile() throws Exception {
    responder.answers(_ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER));
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    for (int i = 0; i < 5; i++) {
      assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30, LEAF));
    }
    assertEquals(1, responder.asked());
    responder.answers(signedByRoot()::answer);
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(5), LEAF));
  }

  @Test
  void keptAnswerEndsWithItsTimeWhenNoOtherCanBeHad() throws Exception {
    responder.answers(signedByRoot()::answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    assertEquals(null, refusal(verifier, NOON_30, LEAF));
    responder.answers(_ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER));
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(1700), LEAF));
    Issued longLived = leaf(ORDERS).valid(TestCa.START, TestCa.END.plusSeconds(3600)).by(ROOT);
    responder.answers(signedByRoot()::answer);
    assertEquals(null, refusal(verifier, NOON_30, longLived));
    responder.answers(_ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER));
    assertEquals(null, refusal(verifier, NOON_30.plusSeconds(2699), longLived));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30.plusSeconds(2700), longLived));
  }

  @Test
  void revokedOnTheListWinsOverAGoodAnswerInEveryMode() throws Exception {
    responder.answers(signedByRoot()::answer);
    CrlSource list = list(TestCrl.of(ROOT).revokes(LEAF));
    for (Mode mode : Mode.values()) {
      CertificateVerifier verifier = verifier(mode, List.of(list), client(true));
      assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, LEAF), mode.name());
    }
  }

  @Test
  void revokedAnswerWinsOverAGoodListInEveryMode() throws Exception {
    responder.answers(signedByRoot().revoked(CRLReason.superseded)::answer);
    CrlSource list = list(TestCrl.of(ROOT));
    for (Mode mode : Mode.values()) {
      CertificateVerifier verifier = verifier(mode, List.of(list), client(true));
      assertEquals(Reason.CERTIFICATE_REVOKED, refusal(verifier, NOON_30, LEAF), mode.name());
    }
  }

  @Test
  void theModeSaysWhoseWordIsNeeded() throws Exception {
    responder.answers(_ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER));
    List<CrlSource> list = List.of(list(TestCrl.of(ROOT)));
    assertEquals(null, refusal(verifier(Mode.EITHER, list, client(true)), NOON_30, LEAF));
    assertEquals(null, refusal(verifier(Mode.CRL, list, client(true)), NOON_30, LEAF));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN,
        refusal(verifier(Mode.OCSP, list, client(true)), NOON_30, LEAF));
    assertThrows(
        IllegalArgumentException.class, () -> new IssuerRevocation(Mode.OCSP, list, List.of()));
  }

  @Test
  void revokedDelegateDoesNotCount() throws Exception {
    responder.answers(TestOcsp.delegate(RESPONDER)::answer);
    List<CrlSource> list = List.of(list(TestCrl.of(ROOT).revokes(RESPONDER)));
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN,
        refusal(verifier(Mode.OCSP, list, client(true)), NOON_30, LEAF));
  }

  @Test
  void delegateWithoutNocheckCountsWhenAListSaysThatItIsGood() throws Exception {
    Issued delegate =
        responderCertificate().without(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck).by(ROOT);
    responder.answers(TestOcsp.delegate(delegate)::answer);
    List<CrlSource> list = List.of(list(TestCrl.of(ROOT)));
    assertEquals(null, refusal(verifier(Mode.OCSP, list, client(true)), NOON_30, LEAF));
  }

  @Test
  void addressInTheCertificateIsNeverAsked() throws Exception {
    try (TestOcspResponder chosenByTheClient = new TestOcspResponder()) {
      chosenByTheClient.answers(signedByRoot()::answer);
      AccessDescription there =
          new AccessDescription(
              AccessDescription.id_ad_ocsp, TestCa.uri(chosenByTheClient.uri().toString()));
      Issued leaf =
          leaf(ORDERS)
              .ext(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(there))
              .by(ROOT);
      responder.answers(_ -> TestOcsp.error(OCSPRespBuilder.TRY_LATER));
      CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
      assertEquals(Reason.CERTIFICATE_STATUS_UNKNOWN, refusal(verifier, NOON_30, leaf));
      assertEquals(1, responder.asked());
      assertEquals(0, chosenByTheClient.asked());
    }
  }

  @Test
  void responderOfAnotherCaIsNotAsked() throws Exception {
    responder.answers(signedByRoot()::answer);
    OcspClient other =
        new OcspClient(
            new Responder(
                responder.uri(),
                INTERMEDIATE.certificate().getSubjectX500Principal(),
                CertIdHash.SHA_1,
                false),
            http,
            FRESH,
            Runnable::run);
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN,
        refusal(verifier(Mode.OCSP, List.of(), other), NOON_30, LEAF));
    assertEquals(0, responder.asked());
  }

  @Test
  void untrustedChainIsNotAskedAbout() throws Exception {
    responder.answers(signedByRoot()::answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(false));
    Issued forged = leaf(ORDERS).by(ca("CN=root").selfSigned());
    assertEquals(Reason.CERTIFICATE_UNTRUSTED, refusal(verifier, NOON_30, forged));
    assertEquals(0, responder.asked());
  }

  @Test
  void ageIsThatOfTheAnswer() throws Exception {
    responder.answers(signedByRoot()::answer);
    CertificateVerifier verifier = verifier(Mode.OCSP, List.of(), client(true));
    VerifiedCertificate verified =
        assertInstanceOf(VerifiedCertificate.class, verifier.verify(pem(LEAF), NOON_30));
    assertEquals(Duration.ofMinutes(15), verified.statusAge());
  }

  @Test
  void responderHasAnHttpUri() {
    for (String uri : List.of("file:/etc/passwd", "ldap://ca.example/", "http://u:p@ca.example/")) {
      assertThrows(
          CredentialConfigException.class,
          () -> client(URI.create(uri), CertIdHash.SHA_1, false),
          uri);
    }
  }
}
