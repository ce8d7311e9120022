package io.countersign.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.TarGz;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.PlanPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whatever is read from outside is read or refused, and never anything else. The saved inputs run
 * with every build; {@code policy-engine/fuzz} looks for new ones.
 */
final class BundleFuzzTest {
  private static final EvaluationLimits LIMITS =
      new EvaluationLimits(Duration.ofMillis(500), 100_000, Duration.ofSeconds(1), 1, 64);
  private static final BundleLimits SMALL = BundleLimits.defaults();
  private static final Path SIGNED = Path.of("src/test/resources/bundles/signed");

  @FuzzTest(maxDuration = "5m")
  void plan(byte[] json) {
    CompiledPolicy policy;
    try {
      policy = PlanPolicy.compile(json, JsonObject.EMPTY, LIMITS);
    } catch (CompileException refused) {
      return;
    }
    for (String entrypoint : policy.entrypoints()) {
      evaluate(policy, entrypoint, JsonObject.EMPTY);
    }
  }

  @FuzzTest(maxDuration = "5m")
  void bundle(byte[] archive) {
    try {
      Bundle _ = new BundleReader(SMALL, VerificationKeys.NONE).read("fuzzed", archive);
    } catch (BundleException refused) {
      // as it should
    }
  }

  /** Nobody can make a signature of the key's by chance: nothing but a refusal is right. */
  @FuzzTest(maxDuration = "5m")
  void signature(byte[] signatures) throws BundleException {
    VerificationKeys keys = VerificationKeys.read(Map.of("default", SIGNED.resolve("ec.pem")));
    byte[] archive =
        new TarGz().file("data.json", "{\"a\":1}").file(".signatures.json", signatures).bytes();
    try {
      Bundle _ = new BundleReader(SMALL, keys).read("fuzzed", archive);
    } catch (BundleException refused) {
      return;
    }
    throw new AssertionError("a bundle that nobody signed was taken");
  }

  /** The policy that ships decides about any input at all. */
  @FuzzTest(maxDuration = "5m")
  void input(byte[] json) {
    JsonValue input;
    try {
      input = JsonParser.parse(json);
    } catch (JsonSyntaxException refused) {
      return;
    }
    evaluate(Shipped.POLICY, Shipped.ENTRYPOINT, input);
  }

  private static void evaluate(CompiledPolicy policy, String entrypoint, JsonValue input) {
    try {
      Optional<JsonValue> _ = policy.evaluate(entrypoint, input, Instant.EPOCH, 0);
    } catch (EvaluationException refused) {
      // a denial, as it should
    }
  }

  private static final class Shipped {
    static final String ENTRYPOINT = "countersign/authz/decision";
    static final CompiledPolicy POLICY = policy();

    private static CompiledPolicy policy() {
      try {
        Bundle bundle =
            new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE)
                .read(Path.of("../policy-bundles/identity-bound-access/bundle.tar.gz"));
        return PlanPolicy.compile(bundle.plan().orElseThrow(), bundle.data(), LIMITS);
      } catch (BundleException | CompileException e) {
        throw new IllegalStateException("the shipped policy", e);
      }
    }
  }
}
