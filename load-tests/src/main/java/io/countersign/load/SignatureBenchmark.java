package io.countersign.load;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
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

/** One signature over a proof that is parsed already: what no verification can do without. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class SignatureBenchmark {
  private final SignatureProvider provider = SignatureProvider.best();
  private final Proof proof = new Proof();
  private final CompactJws jws = CompactJws.parse(proof.text).orElseThrow();
  private final PublicJwk key = proof.signer.publicJwk();

  @Benchmark
  public boolean bareEs256() {
    if (!jws.isSignedBy(key, JwsAlgorithm.ES256, provider)) {
      throw new IllegalStateException("the signature must hold");
    }
    return true;
  }
}
