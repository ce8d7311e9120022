package io.countersign.load;

import io.countersign.credentials.dpop.DpopOutcome;
import io.countersign.credentials.dpop.DpopRules;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.VerifiedProof;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Sha256;
import java.time.Duration;
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

/** One proof with all its checks but replay. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class DpopBenchmark {
  private final DpopVerifier verifier;
  private final AccessRequest request;
  private final Sha256 key;

  public DpopBenchmark() {
    Proof proof = new Proof();
    key = proof.signer.publicJwk().thumbprint();
    verifier =
        new DpopVerifier(
            Requests.origins(),
            new DpopRules(Duration.ofSeconds(60), Duration.ofSeconds(5)),
            SignatureProvider.best());
    request = Requests.with(new Header("DPoP", proof.text));
  }

  @Benchmark
  public DpopOutcome validProof() {
    DpopOutcome outcome = verifier.verify(request, Proof.TOKEN, key, Proof.NOW);
    if (!(outcome instanceof VerifiedProof)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
