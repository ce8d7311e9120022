package io.countersign.credentials.dpop;

import static io.countersign.credentials.fixture.Jwt.quote;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request with a proof to bend, and the verifier that looks at it. */
final class Proofs {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration MAX_AGE = Duration.ofSeconds(60);
  static final Duration SKEW = Duration.ofSeconds(5);
  static final String PATH = "/api/v1/orders/42";
  static final String TARGET = "https://orders.example" + PATH;
  static final TestKey KEY = TestKey.es256();
  static final Sha256 TOKEN = Sha256.of("a token".getBytes(StandardCharsets.US_ASCII));

  private static final SignatureProvider SIGNATURES = SignatureProvider.best();

  private Proofs() {}

  /** Good for a GET of {@link #TARGET} at {@link #NOW} with the token and the key. */
  static Jwt good() {
    return good(KEY);
  }

  static Jwt good(TestKey key) {
    return Jwt.empty()
        .header("typ", quote("dpop+jwt"))
        .header("alg", quote(key.algorithm()))
        .header("jwk", key.jwk())
        .claim("jti", quote("proof-1"))
        .claim("htm", quote("GET"))
        .claim("htu", quote(TARGET))
        .claim("iat", NOW.getEpochSecond())
        .claim("ath", quote(TOKEN.base64Url()));
  }

  static AccessRequest request(String authority, String target, String... proofs) {
    Header[] fields =
        Arrays.stream(proofs).map(proof -> new Header("DPoP", proof)).toArray(Header[]::new);
    return AccessRequest.builder()
        .method("GET")
        .scheme("https")
        .authority(authority)
        .target(target)
        .headers(Headers.of(fields))
        .build();
  }

  static DpopVerifier verifier(String... origins) {
    try {
      List<URI> uris = Arrays.stream(origins).map(URI::create).toList();
      return new DpopVerifier(Origins.of(uris), new DpopRules(MAX_AGE, SKEW), SIGNATURES);
    } catch (CredentialConfigException e) {
      throw new AssertionError(e);
    }
  }

  static DpopOutcome check(AccessRequest request, TestKey boundTo, Instant now) {
    return verifier("https://orders.example").verify(request, TOKEN, boundTo.thumbprint(), now);
  }

  /** Null when the proofs, sent as header fields of their own, hold. */
  static @Nullable Reason refusal(String... proofs) {
    return reason(check(request("orders.example", PATH, proofs), KEY, NOW));
  }

  static @Nullable Reason reason(DpopOutcome outcome) {
    return switch (outcome) {
      case VerifiedProof held -> null;
      case DpopOutcome.Refused refused -> refused.reason();
    };
  }
}
