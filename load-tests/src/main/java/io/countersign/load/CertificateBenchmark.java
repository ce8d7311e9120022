package io.countersign.load;

import io.countersign.credentials.x509.CertificateOutcome;
import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.TrustDomain;
import io.countersign.credentials.x509.VerifiedCertificate;
import java.util.List;
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

/** One chain of a leaf under its authority, seen before and for the first time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class CertificateBenchmark {
  private final Chain chain = new Chain();
  private final List<TrustDomain> domains =
      List.of(new TrustDomain(Chain.TRUST_DOMAIN, List.of(chain.authority)));
  private final CertificateVerifier remembering = new CertificateVerifier(domains);

  @Benchmark
  public CertificateOutcome cached() {
    return held(remembering);
  }

  /** With the making of a verifier that remembers nothing yet. */
  @Benchmark
  public CertificateOutcome uncached() {
    return held(new CertificateVerifier(domains));
  }

  private CertificateOutcome held(CertificateVerifier verifier) {
    CertificateOutcome outcome = verifier.verify(chain.leafPem, Proof.NOW);
    if (!(outcome instanceof VerifiedCertificate)) {
      throw new IllegalStateException("the chain must hold: " + outcome);
    }
    return outcome;
  }
}
