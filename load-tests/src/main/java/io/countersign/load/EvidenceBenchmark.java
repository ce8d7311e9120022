package io.countersign.load;

import io.countersign.credentials.evidence.EvidenceHeader;
import io.countersign.credentials.evidence.EvidenceKind;
import io.countersign.credentials.evidence.EvidenceOutcome;
import io.countersign.credentials.evidence.EvidenceSource;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
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

/** A Kubernetes token that a header brings as evidence, which is verified anew each time. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class EvidenceBenchmark {
  private static final String ISSUER = "https://kubernetes.default.svc";
  private static final String HEADER = "x-workload-token";

  private final EvidenceVerifier verifier;
  private final AccessRequest request;

  public EvidenceBenchmark() {
    Signer cluster = Signer.fresh();
    long now = Proof.NOW.getEpochSecond();
    String token =
        cluster.sign(
            "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
            String.format(
                Locale.ROOT,
                "{\"iss\":\"%s\",\"sub\":\"system:serviceaccount:pay:orders\",\"aud\":[\"pdp\"],"
                    + "\"iat\":%d,\"exp\":%d,\"kubernetes.io\":{\"namespace\":\"pay\","
                    + "\"serviceaccount\":{\"name\":\"orders\",\"uid\":\"u-1\"},"
                    + "\"pod\":{\"name\":\"orders-1\",\"uid\":\"u-2\"}}}",
                ISSUER,
                now,
                now + 300));
    KeySet keys = new KeySet(Map.of("k1", cluster.publicJwk()), 1, Proof.NOW);
    EvidenceSource source =
        new EvidenceSource(
            EvidenceKind.KUBERNETES,
            ISSUER,
            any -> keys,
            Set.of("pdp"),
            Set.of(JwsAlgorithm.ES256),
            Duration.ofHours(1),
            Map.of());
    verifier =
        new EvidenceVerifier(
            List.of(new EvidenceHeader(HEADER, source)),
            List.of(),
            new JwtCheck(SignatureProvider.best(), Duration.ofSeconds(5), Duration.ofHours(1)));
    request = Requests.with(new Header(HEADER, token));
  }

  @Benchmark
  public EvidenceOutcome kubernetesToken() {
    EvidenceOutcome outcome = verifier.verify(request, Proof.NOW);
    if (!(outcome instanceof EvidenceOutcome.Found)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
