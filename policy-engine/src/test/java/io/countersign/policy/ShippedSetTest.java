package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policy that is shipped and its registry, parted into two bundles, and on trial. */
@Timeout(60)
final class ShippedSetTest {
  private static final String ENTRYPOINT = "countersign/authz/decision";
  private static final Path SHIPPED = Path.of("../policy-bundles/identity-bound-access");
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);

  @TempDir Path folder;
  private final WasmEngine engine = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader =
      new PolicyLoader(READER, engine, EvaluationLimits.defaults(), null);
  private Path policy = Path.of("");
  private Path registry = Path.of("");

  @BeforeEach
  void part() throws Exception {
    Bundle shipped = READER.read(SHIPPED.resolve("bundle.tar.gz"));
    policy = folder.resolve("policy");
    registry = Files.createDirectories(folder.resolve("registry"));
    for (String path : shipped.paths()) {
      if (!path.equals("data.json")) {
        Path file = policy.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, shipped.file(path).orElseThrow());
      }
    }
    Files.writeString(
        policy.resolve(".manifest"), "{\"roots\": [\"countersign/authz\"], \"rego_version\": 1}");
    Files.writeString(registry.resolve(".manifest"), "{\"roots\": [\"countersign/identities\"]}");
    Files.write(registry.resolve("data.json"), JsonText.bytes(shipped.data()));
  }

  @AfterEach
  void endWatchdog() {
    engine.close();
  }

  private BundlePolicy shipped() throws Exception {
    return load(READER.read(SHIPPED.resolve("bundle.tar.gz")), Engine.PLAN);
  }

  private BundlePolicy load(Bundle bundle, Engine with) throws Exception {
    return new BundlePolicy(bundle, loader.compile(bundle, ENTRYPOINT, with), ENTRYPOINT);
  }

  private Bundle set() throws Exception {
    return new BundleFiles(READER, policy, Map.of("registry", registry)).read();
  }

  /** The recorded cases, and each of them changed. */
  private static List<PolicyInput> inputs() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_123);
    List<PolicyInput> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(SHIPPED.resolve("cases"))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        JsonObject verified =
            assertInstanceOf(JsonObject.class, JsonParser.parse(Files.readAllBytes(file)))
                .object("input")
                .orElseThrow();
        inputs.add(input(verified));
        for (int rarity : new int[] {40, 40, 40, 80, 80, 80, 160, 160, 160}) {
          if (new Mutations(random).mutate(verified, rarity) instanceof JsonObject changed) {
            inputs.add(input(changed));
          }
        }
      }
    }
    assertTrue(inputs.size() > 200, "cases are missing: " + inputs.size());
    return inputs;
  }

  private static PolicyInput input(JsonObject verified) {
    AccessRequest request =
        AccessRequest.builder().method("GET").authority("orders.example").target("/").build();
    return new PolicyInput(verified, request, Instant.EPOCH);
  }

  private static ShadowReport answersAreThoseOf(BundlePolicy active, BundlePolicy candidate)
      throws Exception {
    List<PolicyInput> inputs = inputs();
    int allowed = 0;
    try (ShadowedPolicies policies = ShadowTrial.beside(active, candidate)) {
      for (PolicyInput input : inputs) {
        Verdict verdict = policies.current().evaluate(input);
        assertEquals(active.evaluate(input), verdict);
        allowed += verdict instanceof Verdict.Allow ? 1 : 0;
      }
      assertTrue(allowed > 10, "inputs that are never allowed compare little: " + allowed);
      return ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == inputs.size());
    }
  }

  @Test
  void aCandidateWithoutTheRegistryWouldDenyAndDeniesNothing() throws Exception {
    BundlePolicy candidate = load(READER.read(policy), Engine.PLAN);
    ShadowReport report = answersAreThoseOf(shipped(), candidate);
    assertTrue(report.wouldDeny() > 10, report.toString());
    assertEquals(0, report.wouldAllow(), report.toString());
    assertEquals(0, report.failed(), report.toString());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void policyAndRegistryInTwoBundlesAnswerAsInOne(Engine with) throws Exception {
    ShadowReport report = answersAreThoseOf(shipped(), load(set(), with));
    assertEquals(report.evaluated(), report.same(), report.toString());
    assertEquals(0, report.dropped(), report.toString());
  }

  @Test
  void aSetOfSourcesAndDataIsCompiledByOpa() throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    Files.delete(policy.resolve("plan.json"));
    Files.delete(policy.resolve("policy.wasm"));
    // In a bundle with a module, opa has taken the entrypoint's rule out of the sources.
    try (Stream<Path> sources = Files.list(SHIPPED.resolve("policy"))) {
      for (Path source : (Iterable<Path>) sources::iterator) {
        Files.copy(
            source,
            policy.resolve("policy").resolve(source.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    PolicyLoader compiling =
        new PolicyLoader(READER, engine, EvaluationLimits.defaults(), opa.orElseThrow());
    ShadowReport report = answersAreThoseOf(shipped(), compiling.load(set(), ENTRYPOINT));
    assertEquals(report.evaluated(), report.same(), report.toString());
  }
}
