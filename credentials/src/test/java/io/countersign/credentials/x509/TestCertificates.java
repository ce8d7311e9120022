package io.countersign.credentials.x509;

import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Sha256;
import java.time.Instant;
import java.util.List;

/** Client certificates for tests of what uses them. */
public final class TestCertificates {
  /** Inside the time of every certificate made here. */
  public static final Instant NOW = TestCa.NOON_30;

  private static final Issued ROOT = TestCa.ca("CN=root").selfSigned();

  private TestCertificates() {}

  /**
   * A workload's certificate.
   *
   * @param chain PEM
   */
  public record Client(String chain, Sha256 thumbprint) {}

  public static Client of(String spiffeId) {
    return client(TestCa.leaf(spiffeId).by(ROOT));
  }

  public static Client expired(String spiffeId) {
    return client(TestCa.leaf(spiffeId).valid(TestCa.START, TestCa.START.plusSeconds(60)).by(ROOT));
  }

  private static Client client(Issued leaf) {
    return new Client(TestCa.pem(leaf), Sha256.of(TestCa.der(leaf.certificate())));
  }

  /** Trusts those certificates, in the domain {@code prod.example}. */
  public static CertificateVerifier verifier() {
    return new CertificateVerifier(
        List.of(new TrustDomain("prod.example", List.of(ROOT.certificate()))));
  }
}
