package io.countersign.credentials.dpop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.Base64Url;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The request of RFC 9449 §7.1, figure 12, with its time. */
final class Rfc9449ExampleTest {
  private static final Instant ISSUED = Instant.ofEpochSecond(1562262618);
  private static final Sha256 TOKEN =
      Sha256.of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".getBytes(StandardCharsets.US_ASCII));
  private static final Sha256 KEY =
      Sha256.fromBytes(
          Objects.requireNonNull(Base64Url.decode("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
  private static final String PROOF =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0"
          + "VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFq"
          + "SG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiw"
          + "iaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJ"
          + "jZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0N"
          + "BcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd"
          + "-jfxSYoMxhAJpLjA";

  static List<SignatureProvider> providers() {
    return SignatureProvider.available();
  }

  private static DpopOutcome verify(SignatureProvider provider, String method, Instant now)
      throws CredentialConfigException {
    AccessRequest request =
        AccessRequest.builder()
            .method(method)
            .authority("resource.example.org")
            .target("/protectedresource")
            .headers(Headers.of(new Header("DPoP", PROOF)))
            .build();
    DpopRules rules = new DpopRules(Duration.ofSeconds(60), Duration.ZERO);
    Origins origins = Origins.of(List.of(URI.create("https://resource.example.org")));
    return new DpopVerifier(origins, rules, provider).verify(request, TOKEN, KEY, now);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void exampleHolds(SignatureProvider provider) throws CredentialConfigException {
    VerifiedProof proof =
        assertInstanceOf(VerifiedProof.class, verify(provider, "GET", ISSUED.plusSeconds(60)));
    assertEquals(KEY, proof.keyThumbprint());
    assertEquals(ISSUED.plusSeconds(60), proof.until());
  }

  @Test
  void exampleIsForOneMethodAndTime() throws CredentialConfigException {
    SignatureProvider best = SignatureProvider.best();
    assertEquals(new DpopOutcome.Refused(Reason.DPOP_METHOD), verify(best, "POST", ISSUED));
    assertEquals(
        new DpopOutcome.Refused(Reason.DPOP_EXPIRED), verify(best, "GET", ISSUED.plusSeconds(61)));
    assertEquals(
        new DpopOutcome.Refused(Reason.DPOP_NOT_YET_VALID),
        verify(best, "GET", ISSUED.minusNanos(1)));
  }
}
