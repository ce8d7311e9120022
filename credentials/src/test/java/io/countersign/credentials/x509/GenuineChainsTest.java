package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chains as real authorities issue them. */
final class GenuineChainsTest {
  private static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued INTERMEDIATE = ca("CN=intermediate").by(ROOT);
  private final CertificateVerifier verifier = verifier("prod.example", ROOT);

  private static CertificateVerifier verifier(String name, Issued... roots) {
    List<X509Certificate> authorities = List.of(roots).stream().map(Issued::certificate).toList();
    return new CertificateVerifier(List.of(new TrustDomain(name, authorities)));
  }

  private static VerifiedCertificate verified(CertificateVerifier verifier, Issued... chain) {
    return assertInstanceOf(VerifiedCertificate.class, verifier.verify(pem(chain), TestCa.NOON_30));
  }

  @Test
  void leafOfTheRootIsItsSubjectWithItsFacts() {
    Issued leaf = leaf(ORDERS).by(ROOT);
    VerifiedCertificate verified = verified(verifier, leaf);
    assertEquals(ORDERS, verified.subject().value());
    assertEquals("prod.example", verified.subject().trustDomain());
    assertEquals(leaf.keys().getPublic(), verified.publicKey());
    assertEquals(Sha256.of(TestCa.der(leaf.certificate())), verified.thumbprint());
    assertEquals(leaf.certificate().getSerialNumber().toString(16), verified.facts().serial());
    assertEquals("CN=root", verified.facts().issuer());
    assertEquals(ORDERS, verified.facts().spiffeId());
    assertEquals(Duration.ofHours(1), verified.facts().lifetime());
    assertNotNull(verified.facts().keyThumbprint());
  }

  @Test
  void intermediatesAreFollowedWithAndWithoutTheRootAtTheEnd() {
    Issued second = ca("CN=second").by(INTERMEDIATE);
    verified(verifier, leaf(ORDERS).by(INTERMEDIATE), INTERMEDIATE);
    verified(verifier, leaf(ORDERS).by(INTERMEDIATE), INTERMEDIATE, ROOT);
    verified(verifier, leaf(ORDERS).by(second), second, INTERMEDIATE);
    verified(verifier, leaf(ORDERS).by(ROOT), ROOT);
  }

  @Test
  void intermediateMayBeTheAuthorityItself() {
    CertificateVerifier pinned = verifier("prod.example", INTERMEDIATE);
    verified(pinned, leaf(ORDERS).by(INTERMEDIATE));
    verified(pinned, leaf(ORDERS).by(INTERMEDIATE), INTERMEDIATE, ROOT);
  }

  @Test
  void everyStrongKindOfKeyIsTaken() {
    for (var keys :
        List.of(
            TestCa.rsa(2048),
            TestCa.ec("secp384r1"),
            TestCa.ec("secp521r1"),
            TestCa.ed("Ed25519"))) {
      Issued root = ca("CN=root").keys(keys).selfSigned();
      Issued leaf = leaf(ORDERS).keys(keys).by(root);
      assertNotNull(verified(verifier("prod.example", root), leaf).facts().keyThumbprint());
    }
  }

  @Test
  void rsaPssWithSha256IsTaken() {
    Issued root = ca("CN=root").keys(TestCa.rsa(2048)).selfSigned();
    verified(
        verifier("prod.example", root), leaf(ORDERS).signature("SHA256withRSAandMGF1").by(root));
  }

  @Test
  void ed25519ThumbprintIsThatOfRfc8037() {
    // RFC 8037 appendix A.3.
    byte[] der =
        HexFormat.of()
            .parseHex(
                "302a300506032b6570032100"
                    + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    try {
      var key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      Sha256 thumbprint = assertNotNullThumbprint(LeafFacts.keyThumbprint(key));
      assertEquals("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", thumbprint.base64Url());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Sha256 assertNotNullThumbprint(@Nullable Sha256 thumbprint) {
    if (thumbprint == null) {
      throw new AssertionError("no thumbprint");
    }
    return thumbprint;
  }

  @Test
  void otherNamesBesideTheOneUriAreFine() {
    GeneralName dns = new GeneralName(GeneralName.dNSName, "orders.prod.example");
    verified(verifier, leaf(ORDERS).names(dns, TestCa.uri(ORDERS)).by(ROOT));
  }

  @Test
  void criticalExtendedKeyUsageWithClientAuthIsUnderstood() {
    KeyPurposeId[] both = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    verified(verifier, leaf(ORDERS).purposes(both).by(ROOT));
    verified(
        verifier,
        leaf(ORDERS).ext(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(both)).by(ROOT));
  }

  @Test
  void trustDomainMayHaveAnUnderscoreAndNoDot() {
    verified(verifier("my_domain", ROOT), leaf("spiffe://my_domain/a").by(ROOT));
  }

  @Test
  void authorityMayCarryTheIdOfItsOwnDomain() {
    Issued own = ca("CN=own").uris("spiffe://prod.example").by(ROOT);
    verified(verifier, leaf(ORDERS).by(own), own);
  }

  @Test
  void rootRenewedUnderItsOldNameAndKeyStillVouches() {
    Issued old =
        ca("CN=root")
            .keys(ROOT.keys())
            .valid(TestCa.START.minusSeconds(9), TestCa.START)
            .selfSigned();
    verified(verifier("prod.example", old, ROOT), leaf(ORDERS).by(ROOT));
    verified(verifier("prod.example", ROOT, old), leaf(ORDERS).by(ROOT));
    Issued next = ca("CN=root").selfSigned();
    verified(verifier("prod.example", next, ROOT), leaf(ORDERS).by(ROOT));
  }

  @Test
  void chainSeenBeforeIsRememberedButNotItsTimes() {
    String chain = pem(leaf(ORDERS).by(ROOT));
    CertificateOutcome first = verifier.verify(chain, TestCa.NOON_30);
    assertSame(first, verifier.verify(chain, TestCa.END));
    RejectedCertificate late =
        assertInstanceOf(
            RejectedCertificate.class, verifier.verify(chain, TestCa.END.plusMillis(1)));
    assertEquals(Reason.CERTIFICATE_EXPIRED, late.reason());
    assertEquals(ORDERS, late.facts() == null ? null : late.facts().spiffeId());
  }
}
