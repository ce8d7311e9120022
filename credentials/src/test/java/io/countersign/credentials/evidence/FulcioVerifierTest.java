package io.countersign.credentials.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates of a Fulcio authority: first those that must not pass. */
final class FulcioVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final TestKey ROOT = TestKey.es256();
  private static final TestKey OTHER = TestKey.es256();
  private static final TestKey LEAF = TestKey.es256();
  private static final KeyPurposeId SIGNING = KeyPurposeId.id_kp_codeSigning;

  private static byte[] certificate(
      TestKey signer,
      TestKey key,
      boolean authority,
      KeyPurposeId purpose,
      Instant end,
      Map<Integer, byte[]> extensions)
      throws Exception {
    String subject = key.equals(LEAF) ? "CN=build" : "CN=root";
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=root"),
            BigInteger.TEN,
            Date.from(end.minusSeconds(600)),
            Date.from(end),
            new X500Name(subject),
            key.pair().getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    for (Map.Entry<Integer, byte[]> each : extensions.entrySet()) {
      builder.addExtension(
          new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1." + each.getKey()), false, each.getValue());
    }
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.pair().getPrivate()))
        .getEncoded();
  }

  private static Map<Integer, byte[]> said() throws Exception {
    Map<Integer, byte[]> said = new TreeMap<>();
    said.put(1, ISSUER.getBytes(StandardCharsets.UTF_8));
    said.put(8, new DERUTF8String(ISSUER).getEncoded());
    said.put(15, new DERUTF8String("74").getEncoded());
    said.put(17, new DERUTF8String("65").getEncoded());
    return said;
  }

  private static Map<Integer, byte[]> said(int arc, byte[] value) throws Exception {
    Map<Integer, byte[]> said = said();
    said.put(arc, value);
    return said;
  }

  private static byte[] leaf(Map<Integer, byte[]> said) throws Exception {
    return certificate(ROOT, LEAF, false, SIGNING, NOW.plusSeconds(300), said);
  }

  private static String text(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }

  private static EvidenceOutcome verify(String... values) throws Exception {
    return verify(Duration.ofHours(1), NOW.plusSeconds(500), values);
  }

  private static EvidenceOutcome verify(Duration maxAge, Instant rootEnd, String... values)
      throws Exception {
    byte[] der = certificate(ROOT, ROOT, true, SIGNING, rootEnd, Map.of());
    X509Certificate root =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    Header[] fields =
        Arrays.stream(values).map(each -> new Header("build", each)).toArray(Header[]::new);
    JwtCheck check = new JwtCheck(SignatureProvider.best(), Duration.ZERO, Duration.ofHours(1));
    return new EvidenceVerifier(
            List.of(),
            List.of(new FulcioHeader("build", Set.of(root), Set.of(ISSUER), maxAge)),
            check)
        .verify(AccessRequest.builder().headers(Headers.of(fields)).build(), NOW);
  }

  @Test
  void certificateThatWasIssuedLongerAgoThanConfiguredIsRefused() throws Exception {
    String leaf = text(leaf(said())); // issued five minutes ago
    Instant rootEnd = NOW.plusSeconds(500);

    assertInstanceOf(EvidenceOutcome.Found.class, verify(Duration.ofMinutes(5), rootEnd, leaf));
    assertEquals(
        new EvidenceOutcome.Refused(Reason.EVIDENCE_TOO_OLD),
        verify(Duration.ofSeconds(299), rootEnd, leaf));
  }

  @Test
  void rootThatIsOverVouchesForNobody() throws Exception {
    assertEquals(
        new EvidenceOutcome.Refused(Reason.EVIDENCE_UNTRUSTED),
        verify(Duration.ofHours(1), NOW, text(leaf(said()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileCertificateIsRefused(String mistake, Reason reason, String value) throws Exception {
    assertEquals(reason, assertInstanceOf(EvidenceOutcome.Refused.class, verify(value)).reason());
  }

  static Stream<Arguments> hostileCertificateIsRefused() throws Exception {
    Instant end = NOW.plusSeconds(300);
    byte[] good = leaf(said());
    byte[] utf8 = new DERUTF8String("74").getEncoded();
    byte[] longer = Arrays.copyOf(utf8, utf8.length + 1);
    byte[] elsewhere = new DERUTF8String("https://elsewhere.example").getEncoded();
    Map<Integer, byte[]> other = said(8, elsewhere);
    other.remove(1);
    Reason malformed = Reason.EVIDENCE_MALFORMED;
    Reason untrusted = Reason.EVIDENCE_UNTRUSTED;
    return Stream.of(
        Arguments.of("no base64", malformed, "%%%"),
        Arguments.of("empty", malformed, ""),
        Arguments.of("five certificates", malformed, (text(good) + ",").repeat(4) + text(good)),
        Arguments.of("bytes after it", malformed, text(Arrays.copyOf(good, good.length + 1))),
        Arguments.of("duplicate extension", malformed, text(doubled(good))),
        Arguments.of(
            "other root", untrusted, text(certificate(OTHER, LEAF, false, SIGNING, end, said()))),
        Arguments.of(
            "CA leaf", untrusted, text(certificate(ROOT, LEAF, true, SIGNING, end, said()))),
        Arguments.of(
            "no codeSigning",
            untrusted,
            text(certificate(ROOT, LEAF, false, KeyPurposeId.id_kp_clientAuth, end, said()))),
        Arguments.of(
            "expired at this instant",
            Reason.EVIDENCE_EXPIRED,
            text(certificate(ROOT, LEAF, false, SIGNING, NOW, said()))),
        Arguments.of(
            "not yet valid",
            Reason.EVIDENCE_NOT_YET_VALID,
            text(certificate(ROOT, LEAF, false, SIGNING, NOW.plusSeconds(601), said()))),
        Arguments.of(".1 and .8 disagree", malformed, text(leaf(said(8, elsewhere)))),
        Arguments.of("no issuer", malformed, text(leaf(Map.of(15, utf8)))),
        Arguments.of("trailing bytes", malformed, text(leaf(said(15, longer)))),
        Arguments.of("raw where DER belongs", malformed, text(leaf(said(15, new byte[] {55})))),
        Arguments.of("raw not UTF-8", malformed, text(leaf(said(2, new byte[] {-1})))),
        Arguments.of("another build service", Reason.EVIDENCE_UNKNOWN_ISSUER, text(leaf(other))));
  }

  /** Extension 17 under the number of 15; the signature no longer holds, but nobody gets there. */
  private static byte[] doubled(byte[] der) {
    byte[] arc = {0x2b, 6, 1, 4, 1, (byte) 0x83, (byte) 0xbf, 0x30, 1, 17};
    for (int i = 0; i + arc.length < der.length; i++) {
      if (Arrays.equals(der, i, i + arc.length, arc, 0, arc.length)) {
        byte[] changed = der.clone();
        changed[i + arc.length - 1] = 15;
        return changed;
      }
    }
    throw new AssertionError("the extension is not there");
  }

  @Test
  void headerDoubledIsRefused() throws Exception {
    String good = text(leaf(said()));
    assertEquals(new EvidenceOutcome.Refused(Reason.EVIDENCE_MULTIPLE), verify(good, good));
  }

  @Test
  void certificateTellsTheBuildAndIsBoundToItsKey() throws Exception {
    VerifiedEvidence evidence =
        assertInstanceOf(EvidenceOutcome.Found.class, verify(text(leaf(said()))))
            .evidence()
            .getFirst();
    assertEquals(
        TestKey.json(
            """
            {"provider":"fulcio","source_repository_identifier":"74",
             "source_repository_owner_identifier":"65"}
            """),
        evidence.facts());
    assertEquals(ISSUER, evidence.issuer());
    assertEquals(LEAF.thumbprint(), evidence.confirmation().keyThumbprint());
  }
}
