package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.BundleJson.authority;
import static io.countersign.credentials.x509.BundleJson.jwtKey;
import static io.countersign.credentials.x509.BundleJson.sequenced;
import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.x509.FileBundleSource.Format;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles in files, and certificates verified by what the sources give at the time. */
final class TrustBundleSourcesTest {
  private static final Duration MAX_AGE = Duration.ofMinutes(10);
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued NEXT = ca("CN=next").selfSigned();
  private static final String ORDERS = pem(leaf("spiffe://prod.example/orders").by(ROOT));

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("bundle"), text);
  }

  private static FileBundleSource open(Path file, Format format) throws CredentialConfigException {
    return new FileBundleSource("prod.example", file, format, FileBundleSource.INTERVAL, NOON_30);
  }

  private static CertificateVerifier verifier(TrustBundleSource... sources) {
    return new CertificateVerifier(new TrustBundles(Arrays.asList(sources), MAX_AGE));
  }

  private static void refused(Reason reason, CertificateOutcome outcome) {
    RejectedCertificate rejected = assertInstanceOf(RejectedCertificate.class, outcome);
    assertEquals(reason, rejected.reason());
  }

  private static VerifiedCertificate accepted(CertificateOutcome outcome) {
    return assertInstanceOf(VerifiedCertificate.class, outcome);
  }

  @Test
  void removedAuthorityStopsWorkingAtOnceThoughTheChainIsRemembered() throws Exception {
    Path file = write(pem(ROOT, NEXT));
    CertificateVerifier verifier = verifier(open(file, Format.PEM));
    accepted(verifier.verify(ORDERS, NOON_30));
    write(pem(NEXT));
    accepted(verifier.verify(ORDERS, NOON_30.plusSeconds(2).minusNanos(1)));
    refused(Reason.CERTIFICATE_UNTRUSTED, verifier.verify(ORDERS, NOON_30.plusSeconds(2)));
    write(pem(NEXT, ROOT));
    accepted(verifier.verify(ORDERS, NOON_30.plusSeconds(4)));
  }

  @Test
  void bundleThatGrewTooOldServesNobodyAndServesAgainAfterwards() throws Exception {
    Path file = write(pem(ROOT));
    CertificateVerifier verifier = verifier(open(file, Format.PEM));
    assertEquals(Duration.ZERO, accepted(verifier.verify(ORDERS, NOON_30)).bundleAge());
    Files.delete(file);
    Instant limit = NOON_30.plus(MAX_AGE);
    assertEquals(MAX_AGE, accepted(verifier.verify(ORDERS, limit)).bundleAge());
    refused(Reason.TRUST_BUNDLE_UNAVAILABLE, verifier.verify(ORDERS, limit.plusNanos(1)));
    String unseen = pem(leaf("spiffe://prod.example/new").by(ROOT));
    refused(Reason.TRUST_BUNDLE_UNAVAILABLE, verifier.verify(unseen, limit.plusNanos(1)));
    write(pem(ROOT));
    Instant later = limit.plusSeconds(5);
    assertEquals(Duration.ZERO, accepted(verifier.verify(ORDERS, later)).bundleAge());
  }

  @Test
  void authorityOfOneDomainDoesNotVouchForAnother() throws Exception {
    TrustBundleSource prod =
        TrustBundleSource.fixed(new TrustDomain("prod.example", List.of(ROOT.certificate())));
    TrustBundleSource partner =
        TrustBundleSource.fixed(new TrustDomain("partner.example", List.of(NEXT.certificate())));
    CertificateVerifier verifier = verifier(prod, partner);
    accepted(verifier.verify(pem(leaf("spiffe://partner.example/a").by(NEXT)), NOON_30));
    for (String impostor :
        List.of(
            pem(leaf("spiffe://partner.example/a").by(ROOT)),
            pem(leaf("spiffe://prod.example/a").by(NEXT)),
            pem(leaf("spiffe://third.example/a").by(ROOT)))) {
      refused(Reason.CERTIFICATE_UNTRUSTED, verifier.verify(impostor, NOON_30));
    }
  }

  @Test
  void domainOfJwtKeysAloneVouchesForNoCertificate() throws Exception {
    Path file = write(BundleJson.bundle(jwtKey(TestKey.es256().named("a"))));
    refused(
        Reason.CERTIFICATE_UNTRUSTED, verifier(open(file, Format.JSON)).verify(ORDERS, NOON_30));
  }

  @Test
  void oneDomainHasOneSource() throws Exception {
    TrustBundleSource source = open(write(pem(ROOT)), Format.PEM);
    assertThrows(
        IllegalArgumentException.class, () -> new TrustBundles(List.of(source, source), MAX_AGE));
    assertThrows(
        IllegalArgumentException.class, () -> new TrustBundles(List.of(source), Duration.ZERO));
  }

  @Test
  void sequenceRollbackKeepsTheBundleInForce() throws Exception {
    Path file = write(sequenced("7", authority(NEXT)));
    FileBundleSource source = open(file, Format.JSON);
    write(sequenced("6", authority(ROOT)));
    TrustBundle kept = source.bundle(NOON_30.plusSeconds(2));
    assertEquals(List.of(NEXT.certificate()), kept.content().authorities());
    assertEquals(NOON_30, kept.readAt());
    assertTrue(Objects.requireNonNull(kept.failure()).contains("spiffe_sequence"), "why");
    write(sequenced("8", authority(ROOT)));
    TrustBundle newer = source.bundle(NOON_30.plusSeconds(4));
    assertEquals(List.of(ROOT.certificate()), newer.content().authorities());
    assertEquals(kept.version() + 1, newer.version());
    assertNull(newer.failure());
  }

  @Test
  void sameBundleKeepsItsVersionAndBecomesYoung() throws Exception {
    FileBundleSource source = open(write(sequenced("7", authority(ROOT))), Format.JSON);
    TrustBundle first = source.bundle(NOON_30);
    assertSame(first, source.bundle(NOON_30.plusSeconds(2).minusNanos(1)));
    TrustBundle second = source.bundle(NOON_30.plusSeconds(2));
    assertEquals(first.version(), second.version());
    assertEquals(NOON_30.plusSeconds(2), second.readAt());
  }

  @Test
  void clockSetBackDoesNotKeepARemovedAuthority() throws Exception {
    Path file = write(pem(ROOT));
    CertificateVerifier verifier = verifier(open(file, Format.PEM));
    write(pem(NEXT));
    refused(Reason.CERTIFICATE_UNTRUSTED, verifier.verify(ORDERS, NOON_30.minusSeconds(600)));
  }

  @Test
  void unusableFileIsRefusedWhenItIsOpened() throws Exception {
    Path file = write("{\"keys\":1}");
    String message =
        assertThrows(CredentialConfigException.class, () -> open(file, Format.JSON)).getMessage();
    assertTrue(Objects.requireNonNull(message).contains(file.toString()), message);
    assertThrows(CredentialConfigException.class, () -> open(file, Format.PEM));
    assertThrows(
        CredentialConfigException.class,
        () ->
            new FileBundleSource(
                "Prod.example", file, Format.JSON, FileBundleSource.INTERVAL, NOON_30));
  }
}
