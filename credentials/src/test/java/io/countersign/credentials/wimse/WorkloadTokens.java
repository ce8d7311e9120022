package io.countersign.credentials.wimse;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Good tokens and proofs, which a test may spoil, and the verifiers that they are good for. */
final class WorkloadTokens {
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final long SECONDS = NOW.getEpochSecond();
  static final TestKey ISSUER = TestKey.es256().named("k1");
  static final TestKey WORKLOAD = TestKey.es256();
  static final TestKey ATTACKER = TestKey.es256();
  static final Sha256 ACCESS = Sha256.of("access".getBytes(StandardCharsets.US_ASCII));
  static final Sha256 TRANSACTION = Sha256.of("transaction".getBytes(StandardCharsets.US_ASCII));

  private WorkloadTokens() {}

  static WitVerifier identities() {
    KeySet keys = new KeySet(Map.of("k1", ISSUER.publicJwk()), 1, NOW);
    return new WitVerifier(
        List.of(
            new WitIssuer(
                "https://wit.example",
                any -> keys,
                Set.of(JwsAlgorithm.ES256),
                Set.of("prod.example"))),
        new JwtCheck(SignatureProvider.best(), Duration.ofSeconds(5), Duration.ofHours(1)));
  }

  static WptVerifier proofs(WptRules.Place place) {
    try {
      return new WptVerifier(
          Origins.of(List.of(URI.create("https://orders.example"))),
          new WptRules(place, Duration.ofSeconds(60), Duration.ofSeconds(5)),
          SignatureProvider.best());
    } catch (CredentialConfigException e) {
      throw new AssertionError(e);
    }
  }

  static Jwt wit() {
    return Jwt.empty()
        .header("typ", "\"wit+jwt\"")
        .header("alg", "\"ES256\"")
        .header("kid", "\"k1\"")
        .claim("iss", "\"https://wit.example\"")
        .claim("sub", "\"spiffe://prod.example/orders\"")
        .claim("jti", "\"w-1\"")
        .claim("iat", SECONDS - 10)
        .claim("exp", SECONDS + 300)
        .claim("cnf", confirmation("\"alg\":\"ES256\"," + WORKLOAD.jwk().substring(1)));
  }

  /** A {@code cnf} with these members of the key, the last of which closes it. */
  static String confirmation(String members) {
    return "{\"jwk\":{" + members + "}";
  }

  static Jwt wpt(String wit) {
    return Jwt.empty()
        .header("typ", "\"wpt+jwt\"")
        .header("alg", "\"ES256\"")
        .claim("aud", "\"https://orders.example/api/orders\"")
        .claim("jti", "\"p-1\"")
        .claim("iat", SECONDS)
        .claim("exp", SECONDS + 30)
        .claim("wth", Jwt.quote(digest(wit)));
  }

  static String digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).base64Url();
  }

  static VerifiedWit verified(String wit) {
    return switch (identities().verify(request(WitVerifier.HEADER, wit), NOW)) {
      case VerifiedWit held -> held;
      case WitOutcome.Refused refused -> throw new AssertionError(refused.reason());
      case WitOutcome.Absent absent -> throw new AssertionError(absent);
    };
  }

  /** A request with these header fields, name and value in turn. */
  static AccessRequest request(String... fields) {
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(new Header(fields[i], fields[i + 1]));
    }
    return AccessRequest.builder()
        .method("POST")
        .scheme("https")
        .authority("orders.example")
        .target("/api/orders?page=2")
        .headers(new Headers(headers))
        .peer(new Peer("10.0.0.1", 4711, "", ""))
        .build();
  }
}
