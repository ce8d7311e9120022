package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy that is shipped, in the bundle that is shipped. */
final class ShippedPolicyTest {
  private static final String ENTRYPOINT = "countersign/authz/decision";
  private static final Path POLICIES = Path.of("../policy-bundles");
  private static final Path POLICY = POLICIES.resolve("identity-bound-access");
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);

  private static List<CompiledPolicy> policies() throws Exception {
    EvaluationLimits limits =
        new EvaluationLimits(Duration.ofSeconds(10), 20_000_000, Duration.ofSeconds(1), 1, 1_024);
    Bundle bundle = READER.read(POLICY.resolve("bundle.tar.gz"));
    PolicyLoader loader = new PolicyLoader(READER, new WasmEngine(limits), limits, null);
    List<CompiledPolicy> policies = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      policies.add(loader.compile(bundle, ENTRYPOINT, engine));
    }
    return policies;
  }

  private static SortedMap<Path, JsonObject> cases() throws Exception {
    SortedMap<Path, JsonObject> cases = new TreeMap<>();
    try (Stream<Path> files = Files.list(POLICY.resolve("cases"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".json")) {
          cases.put(file, json(Files.readAllBytes(file)));
        }
      }
    }
    assertTrue(cases.size() > 10, "recorded cases are missing from " + POLICY);
    return cases;
  }

  private static JsonObject json(byte[] text) throws Exception {
    return assertInstanceOf(JsonObject.class, JsonParser.parse(text));
  }

  @Test
  void everyRecordedCaseHasItsResult() throws Exception {
    for (CompiledPolicy policy : policies()) {
      for (Map.Entry<Path, JsonObject> recorded : cases().entrySet()) {
        assertEquals(
            Optional.ofNullable(recorded.getValue().get("result")),
            policy.evaluate(
                ENTRYPOINT, recorded.getValue().object("input").orElseThrow(), Instant.EPOCH, 0),
            recorded.getKey() + " on " + policy.engine());
      }
    }
  }

  /** The same rules in OPA itself, which shares nothing with the engine but the compiler. */
  @Test
  void opaGivesTheSameResultsForChangedInputs(@TempDir Path folder) throws Exception {
    assumeOpa();
    long seed = 20_261_122;
    List<JsonValue> inputs = new ArrayList<>();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (JsonObject recorded : cases().values()) {
      for (int rarity : new int[] {20, 40, 80, 80, 80, 160, 160, 160}) {
        inputs.add(new Mutations(random).mutate(recorded.object("input").orElseThrow(), rarity));
      }
    }
    Path document =
        Files.write(folder.resolve("inputs.json"), JsonText.bytes(new JsonArray(inputs)));
    Path output = folder.resolve("output");
    run(
        output,
        "opa",
        "eval",
        "--format=raw",
        "--data=" + POLICY.resolve("policy"),
        "--data=countersign.identities:" + POLICY.resolve("data/countersign/identities/data.json"),
        "--input=" + document,
        "{i: r | some i, x in input; r := data.countersign.authz.decision with input as x}");
    JsonObject expected = json(Files.readAllBytes(output));
    List<CompiledPolicy> policies = policies();
    int allowed = 0;
    for (int i = 0; i < inputs.size(); i++) {
      JsonValue result = expected.get(Integer.toString(i));
      JsonValue input = inputs.get(i);
      for (CompiledPolicy policy : policies) {
        assertEquals(
            Optional.ofNullable(result),
            policy.evaluate(ENTRYPOINT, input, Instant.EPOCH, 0),
            () -> policy.engine() + " seed " + seed + " input " + JsonText.text(input));
      }
      if (result instanceof JsonObject object && JsonBoolean.TRUE.equals(object.get("allow"))) {
        allowed++;
      }
    }
    assertTrue(allowed > 10, "inputs that are never allowed compare little: " + allowed);
  }

  private static void assumeOpa() {
    assumeTrue(
        OpaProgram.find(System.getenv().getOrDefault("PATH", "")).isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
  }

  private static void run(Path output, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(output));
  }

  @Test
  void bundleIsBuiltFromTheSourcesBesideIt(@TempDir Path folder) throws Exception {
    assumeOpa();
    Path built = folder.resolve("bundle.tar.gz");
    run(
        folder.resolve("output"),
        "sh",
        POLICIES.resolve("build.sh").toString(),
        "identity-bound-access",
        built.toAbsolutePath().toString());
    assertArrayEquals(
        Files.readAllBytes(POLICY.resolve("bundle.tar.gz")),
        Files.readAllBytes(built),
        "the sources changed: run policy-bundles/build.sh identity-bound-access");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
