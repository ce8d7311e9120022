package io.countersign.credentials.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.x509.revocation.CertIdHash;
import io.countersign.credentials.x509.revocation.CrlSource;
import io.countersign.credentials.x509.revocation.Freshness;
import io.countersign.credentials.x509.revocation.IssuerRevocation;
import io.countersign.credentials.x509.revocation.IssuerRevocation.Mode;
import io.countersign.credentials.x509.revocation.OcspClient;
import io.countersign.decision.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists and answers of another implementation: {@code openssl ca} and {@code openssl ocsp}. */
final class OpensslRevocationTest {
  private static final Freshness FRESH = new Freshness(Duration.ofHours(1), Duration.ofMinutes(1));

  @TempDir private static Path folder;
  private static OpensslAuthority authority;
  private static Path good;
  private static Path revoked;

  @BeforeAll
  static void issue() throws Exception {
    authority = new OpensslAuthority(folder);
    good = authority.issue("good", "leaf");
    revoked = authority.issue("revoked", "leaf");
    authority.issue("responder", "responder");
    authority.revoke("revoked");
  }

  private static @Nullable Reason refusal(RevocationChecker checker, Path leaf) throws Exception {
    CertificateVerifier verifier =
        new CertificateVerifier(
            TrustBundles.fixed(List.of(TrustDomains.fromPemFile("prod.example", authority.root()))),
            Map.of("prod.example", checker));
    return switch (verifier.verify(Files.readString(leaf), InstantSource.system().instant())) {
      case VerifiedCertificate _ -> null;
      case RejectedCertificate rejected -> rejected.reason();
    };
  }

  @Test
  void listIsUnderstood() throws Exception {
    CrlSource list =
        CrlSource.ofFile(authority.list(), CrlSource.FILE_INTERVAL, FRESH, Runnable::run);
    RevocationChecker checker = new IssuerRevocation(Mode.CRL, List.of(list), List.of());
    assertEquals(null, refusal(checker, good));
    assertEquals(Reason.CERTIFICATE_REVOKED, refusal(checker, revoked));
  }

  @ParameterizedTest
  @EnumSource
  void answersWithNonceAreUnderstood(CertIdHash hash) throws Exception {
    try (TestOcspResponder responder = new TestOcspResponder();
        BoundedHttp http = new BoundedHttp(SSLContext.getDefault(), Duration.ofSeconds(3))) {
      responder.answers(request -> authority.respond("responder", request));
      OcspClient client =
          new OcspClient(
              new OcspClient.Responder(responder.uri(), null, hash, true),
              http,
              FRESH,
              Runnable::run);
      RevocationChecker checker = new IssuerRevocation(Mode.OCSP, List.of(), List.of(client));
      assertEquals(null, refusal(checker, good));
      assertEquals(Reason.CERTIFICATE_REVOKED, refusal(checker, revoked));
    }
  }
}
