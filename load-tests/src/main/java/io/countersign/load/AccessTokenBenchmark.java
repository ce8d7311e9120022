package io.countersign.load;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.TokenIssuer;
import io.countersign.credentials.token.TokenOutcome;
import io.countersign.credentials.token.TokenRules;
import io.countersign.credentials.token.VerifiedToken;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One access token (RFC 9068), seen before and for the first time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class AccessTokenBenchmark {
  private static final String ISSUER = "https://issuer.example";

  private final SignatureProvider provider = SignatureProvider.best();
  private final TokenIssuer issuer;
  private final String token;
  private final AccessTokenVerifier remembering;

  public AccessTokenBenchmark() {
    Signer signer = Signer.fresh();
    KeySet keys = new KeySet(Map.of("k1", signer.publicJwk()), 1, Proof.NOW);
    issuer =
        new TokenIssuer(
            ISSUER,
            now -> keys,
            Set.of("https://" + Proof.AUTHORITY),
            Set.of("at+jwt"),
            Set.of(JwsAlgorithm.ES256),
            Set.of("prod.example"),
            true);
    long now = Proof.NOW.getEpochSecond();
    token =
        signer.sign(
            "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"k1\"}",
            String.format(
                Locale.ROOT,
                "{\"iss\":\"%s\",\"sub\":\"spiffe://prod.example/orders\",\"aud\":\"https://%s\","
                    + "\"client_id\":\"orders\",\"jti\":\"1\",\"iat\":%d,\"exp\":%d,"
                    + "\"cnf\":{\"jkt\":\"%s\"}}",
                ISSUER,
                Proof.AUTHORITY,
                now,
                now + 300,
                signer.publicJwk().thumbprint().base64Url()));
    remembering = verifier();
  }

  @Benchmark
  public TokenOutcome cached() {
    return held(remembering);
  }

  /** With the making of a verifier that remembers nothing yet. */
  @Benchmark
  public TokenOutcome uncached() {
    return held(verifier());
  }

  private AccessTokenVerifier verifier() {
    TokenRules rules = new TokenRules(Duration.ofSeconds(5), Duration.ofHours(1));
    return new AccessTokenVerifier(List.of(issuer), rules, provider);
  }

  private TokenOutcome held(AccessTokenVerifier verifier) {
    TokenOutcome outcome = verifier.verify(token, Proof.NOW);
    if (!(outcome instanceof VerifiedToken)) {
      throw new IllegalStateException("the token must hold: " + outcome);
    }
    return outcome;
  }
}
