package io.countersign.load;

import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.signature.AgentDirectory;
import io.countersign.credentials.signature.MessageSignatureVerifier;
import io.countersign.credentials.signature.SignatureOutcome;
import io.countersign.credentials.signature.SignatureRules;
import io.countersign.credentials.signature.VerifiedSignature;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** An HTTP message signature (RFC 9421) with all its checks but replay. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class MessageSignatureBenchmark {
  private final MessageSignatureVerifier verifier;
  private final AccessRequest request;

  public MessageSignatureBenchmark() {
    Signer agent = Signer.fresh();
    KeySet keys = new KeySet(Map.of("k1", agent.publicJwk()), 1, Proof.NOW);
    verifier =
        new MessageSignatureVerifier(
            List.of(AgentDirectory.ofKeys("https://agents.example", any -> keys)),
            Requests.origins(),
            SignatureRules.defaults(),
            SignatureProvider.best());
    long now = Proof.NOW.getEpochSecond();
    String input =
        String.format(
            Locale.ROOT,
            "(\"@method\" \"@authority\" \"@path\");created=%d;expires=%d;nonce=\"1\";keyid=\"%s\"",
            now,
            now + 60,
            agent.publicJwk().thumbprint().base64Url());
    String base =
        String.format(
            Locale.ROOT,
            "\"@method\": GET\n\"@authority\": %s\n\"@path\": %s\n\"@signature-params\": %s",
            Proof.AUTHORITY,
            Proof.PATH,
            input);
    byte[] signature = agent.sign(base.getBytes(StandardCharsets.US_ASCII));
    request =
        Requests.with(
            new Header("Signature-Input", "sig=" + input),
            new Header("Signature", "sig=:" + Base64.getEncoder().encodeToString(signature) + ":"));
  }

  @Benchmark
  public SignatureOutcome validSignature() {
    SignatureOutcome outcome = verifier.verify(request, Proof.NOW);
    if (!(outcome instanceof VerifiedSignature)) {
      throw Requests.refused(outcome);
    }
    return outcome;
  }
}
