package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShadowCandidateTest {
  private static final String ENTRYPOINT = "engine/echo";

  @TempDir Path folder;
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private final WasmEngine engine = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader =
      new PolicyLoader(reader, engine, EvaluationLimits.defaults(), null);
  private Path bundle = Path.of("");

  @BeforeEach
  void placeBundle() throws Exception {
    bundle = folder.resolve("candidate");
    Files.createDirectories(bundle);
    Files.write(bundle.resolve("policy.wasm"), TestBundles.read("engine").wasm().orElseThrow());
  }

  @AfterEach
  void endWatchdog() {
    engine.close();
  }

  private BundleSource files(Path path) {
    return new BundleFiles(reader, path, Map.of()).watched(Duration.ofMillis(20));
  }

  private ShadowCandidate candidate(Path path, String entrypoint) {
    ShadowCandidate candidate = new ShadowCandidate(files(path), loader, entrypoint);
    candidate.look();
    return candidate;
  }

  @Test
  void whatIsMissingBrokenOrWithoutTheEntrypointIsNoCandidate() throws Exception {
    assertTrue(candidate(folder.resolve("none"), ENTRYPOINT).current().isEmpty());
    assertTrue(candidate(bundle, "engine/other").current().isEmpty());
    Files.writeString(bundle.resolve("policy.wasm"), "broken");
    assertTrue(candidate(bundle, ENTRYPOINT).current().isEmpty());
  }

  @Test
  void aChangeThatIsRefusedEndsTheTrialAndOneThatIsGoodBeginsAnother() throws Exception {
    ShadowCandidate candidate = candidate(bundle, ENTRYPOINT);
    Policy first = candidate.current().orElseThrow();
    candidate.look();
    assertSame(first, candidate.current().orElseThrow());

    Files.writeString(bundle.resolve("data.json"), "half written");
    candidate.look();
    assertSame(first, candidate.current().orElseThrow(), "it may still be being written");
    candidate.look();
    assertTrue(candidate.current().isEmpty());

    Files.writeString(bundle.resolve("data.json"), "{\"other\": true}");
    candidate.look();
    candidate.look();
    Policy second = candidate.current().orElseThrow();
    assertNotEquals(first.identity().bundle(), second.identity().bundle());
  }

  @Test
  void aBundleThatComesLaterIsPutOnTrial() throws Exception {
    Path later = folder.resolve("later.tar.gz");
    BundlePolicy active = loader.load(bundle, ENTRYPOINT);
    try (ShadowedPolicies policies =
        ShadowedPolicies.watch(() -> active, files(later), loader, ENTRYPOINT)) {
      assertAllowed(policies);
      Thread.sleep(100);
      assertAllowed(policies);
      assertEquals(Optional.empty(), policies.report());

      Files.copy(TestBundles.path("engine"), later);
      for (int i = 0; i < 500 && policies.report().isEmpty(); i++) {
        Thread.sleep(10);
        assertAllowed(policies);
      }
      assertEquals(
          loader.load(later, ENTRYPOINT).identity(), policies.report().orElseThrow().candidate());
      assertTrue(ShadowTrial.await(policies, r -> r.same() > 0).same() > 0);
    }
  }

  private static void assertAllowed(ShadowedPolicies policies) {
    PolicyInput input =
        new PolicyInput(
            JsonObject.builder().put("result", true).build(),
            AccessRequest.builder().method("GET").authority("a.example").target("/").build(),
            Instant.EPOCH);
    assertInstanceOf(Verdict.Allow.class, policies.current().evaluate(input));
  }
}
