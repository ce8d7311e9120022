package io.countersign.load;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.wimse.VerifiedWit;
import io.countersign.credentials.wimse.VerifiedWpt;
import io.countersign.credentials.wimse.WitIssuer;
import io.countersign.credentials.wimse.WitOutcome;
import io.countersign.credentials.wimse.WitVerifier;
import io.countersign.credentials.wimse.WptOutcome;
import io.countersign.credentials.wimse.WptRules;
import io.countersign.credentials.wimse.WptVerifier;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
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

/**
 * A workload identity token, and the proof that goes with it, each with all its checks but replay.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class WimseBenchmark {
  private static final String ISSUER = "https://wit.example";

  private final WitVerifier identities;
  private final WptVerifier proofs;
  private final AccessRequest request;
  private final String proof;
  private final VerifiedWit identity;

  public WimseBenchmark() {
    Signer issuer = Signer.fresh();
    Signer workload = Signer.fresh();
    long now = Proof.NOW.getEpochSecond();
    String jwk = workload.jwk().replace("{", "{\"alg\":\"ES256\",");
    String token =
        issuer.sign(
            "{\"typ\":\"wit+jwt\",\"alg\":\"ES256\",\"kid\":\"k1\"}",
            String.format(
                Locale.ROOT,
                "{\"iss\":\"%s\",\"sub\":\"spiffe://prod.example/orders\",\"exp\":%d,\"cnf\":{\"jwk\":%s}}",
                ISSUER,
                now + 300,
                jwk));
    proof =
        workload.sign(
            "{\"typ\":\"wpt+jwt\",\"alg\":\"ES256\"}",
            String.format(
                Locale.ROOT,
                "{\"aud\":\"https://%s%s\",\"jti\":\"1\",\"exp\":%d,\"wth\":\"%s\"}",
                Proof.AUTHORITY,
                Proof.PATH,
                now + 30,
                Sha256.of(token.getBytes(StandardCharsets.US_ASCII)).base64Url()));
    KeySet keys = new KeySet(Map.of("k1", issuer.publicJwk()), 1, Proof.NOW);
    SignatureProvider provider = SignatureProvider.best();
    identities =
        new WitVerifier(
            List.of(
                new WitIssuer(
                    ISSUER, any -> keys, Set.of(JwsAlgorithm.ES256), Set.of("prod.example"))),
            new JwtCheck(provider, Duration.ofSeconds(5), Duration.ofHours(1)));
    proofs =
        new WptVerifier(
            Requests.origins(),
            new WptRules(
                WptRules.Place.AUTHORIZATION, Duration.ofSeconds(60), Duration.ofSeconds(5)),
            provider);
    request = Requests.with(new Header(WitVerifier.HEADER, token));
    identity = held(identities.verify(request, Proof.NOW));
  }

  private static VerifiedWit held(WitOutcome outcome) {
    if (!(outcome instanceof VerifiedWit identity)) {
      throw Requests.refused(outcome);
    }
    return identity;
  }

  @Benchmark
  public WitOutcome identity() {
    return held(identities.verify(request, Proof.NOW));
  }

  @Benchmark
  public WptOutcome proof() {
    WptOutcome outcome =
        proofs.verify(request, proof, identity, new WptVerifier.Companions(null, null), Proof.NOW);
    if (!(outcome instanceof VerifiedWpt)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
