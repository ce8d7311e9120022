package io.countersign.credentials.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 8705 appendix A: a certificate and its {@code x5t#S256}. It is no X.509-SVID. */
class Rfc8705ExampleTest {
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
      ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
      SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
      /Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
      SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
      bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
      -----END CERTIFICATE-----
      """;

  @Test
  void thumbprintIsThatOfTheStandard() {
    CertificateOutcome outcome =
        new CertificateVerifier(List.of())
            .verify(CERTIFICATE, Instant.parse("2020-01-01T00:00:00Z"));
    RejectedCertificate rejected = assertInstanceOf(RejectedCertificate.class, outcome);
    assertEquals(Reason.CERTIFICATE_PROFILE, rejected.reason());
    CertificateFacts facts = rejected.facts();
    assertNotNull(facts);
    assertEquals("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0", facts.fingerprint().base64Url());
  }
}
