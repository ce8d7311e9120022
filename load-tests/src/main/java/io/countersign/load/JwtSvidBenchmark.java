package io.countersign.load;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jwtsvid.JwtSvidOutcome;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.jwtsvid.VerifiedJwtSvid;
import io.countersign.credentials.x509.FileBundleSource;
import io.countersign.credentials.x509.TrustBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A JWT-SVID, seen before and for the first time. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class JwtSvidBenchmark {
  private final SignatureProvider provider = SignatureProvider.best();
  private final TrustBundles bundles;
  private final String svid;
  private final JwtSvidVerifier remembering;

  public JwtSvidBenchmark() {
    Signer domain = Signer.fresh();
    bundles = bundles(domain);
    long now = Proof.NOW.getEpochSecond();
    svid =
        domain.sign(
            "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
            String.format(
                Locale.ROOT,
                "{\"sub\":\"spiffe://prod.example/orders\",\"aud\":[\"https://%s\"],\"exp\":%d}",
                Proof.AUTHORITY,
                now + 300));
    remembering = verifier();
  }

  private static TrustBundles bundles(Signer domain) {
    try {
      Path file = Files.createTempFile("bundle", ".json");
      try {
        String jwk = domain.jwk().replace("{", "{\"use\":\"jwt-svid\",\"kid\":\"k1\",");
        Files.writeString(file, "{\"spiffe_sequence\":1,\"keys\":[" + jwk + "]}");
        FileBundleSource source =
            new FileBundleSource(
                "prod.example", file, FileBundleSource.Format.JSON, Duration.ofDays(1), Proof.NOW);
        return new TrustBundles(List.of(source), Duration.ofDays(1));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CredentialConfigException e) {
      throw new IllegalStateException("the bundle is one", e);
    }
  }

  private JwtSvidVerifier verifier() {
    return new JwtSvidVerifier(
        bundles,
        Map.of("prod.example", Set.of("https://" + Proof.AUTHORITY)),
        Duration.ofSeconds(5),
        provider);
  }

  @Benchmark
  public JwtSvidOutcome cached() {
    return held(remembering);
  }

  /** With the making of a verifier that remembers nothing yet. */
  @Benchmark
  public JwtSvidOutcome uncached() {
    return held(verifier());
  }

  private JwtSvidOutcome held(JwtSvidVerifier verifier) {
    JwtSvidOutcome outcome = verifier.verify(svid, Proof.NOW);
    if (!(outcome instanceof VerifiedJwtSvid)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
