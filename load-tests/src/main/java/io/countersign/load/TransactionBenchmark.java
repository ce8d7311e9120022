package io.countersign.load;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.transaction.TransactionIssuer;
import io.countersign.credentials.transaction.TransactionOutcome;
import io.countersign.credentials.transaction.TransactionTokenVerifier;
import io.countersign.credentials.transaction.VerifiedTransaction;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
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

/** A transaction token, which is verified anew each time. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class TransactionBenchmark {
  private static final String ISSUER = "https://tts.example";

  private final TransactionTokenVerifier verifier;
  private final Headers headers;

  public TransactionBenchmark() {
    Signer issuer = Signer.fresh();
    long now = Proof.NOW.getEpochSecond();
    String token =
        issuer.sign(
            "{\"typ\":\"txntoken+jwt\",\"alg\":\"ES256\",\"kid\":\"k1\"}",
            String.format(
                Locale.ROOT,
                "{\"iss\":\"%s\",\"aud\":\"prod.example\",\"sub\":\"alice\",\"txn\":\"t-1\","
                    + "\"scope\":\"orders\",\"req_wl\":\"spiffe://prod.example/web\","
                    + "\"iat\":%d,\"exp\":%d}",
                ISSUER,
                now,
                now + 300));
    headers = Headers.of(new Header("Txn-Token", token));
    KeySet keys = new KeySet(Map.of("k1", issuer.publicJwk()), 1, Proof.NOW);
    verifier =
        new TransactionTokenVerifier(
            List.of(
                new TransactionIssuer(
                    ISSUER, any -> keys, Set.of("prod.example"), Set.of(JwsAlgorithm.ES256))),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            SignatureProvider.best());
  }

  @Benchmark
  public TransactionOutcome validToken() {
    TransactionOutcome outcome = verifier.verify(headers, Proof.NOW);
    if (!(outcome instanceof VerifiedTransaction)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
