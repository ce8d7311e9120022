package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private static JsonObject json(byte[] text) throws Exception {
    return assertInstanceOf(JsonObject.class, JsonParser.parse(text));
  }

  @Test
  void everyRecordedCaseHasItsResult() throws Exception {
    EvaluationLimits limits =
        new EvaluationLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 1_024);
    Bundle bundle = READER.read(POLICY.resolve("bundle.tar.gz"));
    CompiledPolicy policy =
        new PolicyLoader(READER, new WasmEngine(limits), null).compile(bundle, ENTRYPOINT);
    List<Path> cases;
    try (Stream<Path> files = Files.list(POLICY.resolve("cases"))) {
      cases = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertTrue(cases.size() > 10, "recorded cases are missing from " + POLICY);
    for (Path file : cases) {
      JsonObject recorded = json(Files.readAllBytes(file));
      assertEquals(
          Optional.ofNullable(recorded.get("result")),
          policy.evaluate(ENTRYPOINT, recorded.object("input").orElseThrow()),
          file.toString());
    }
  }

  @Test
  void bundleIsBuiltFromTheSourcesBesideIt(@TempDir Path folder) throws Exception {
    assumeTrue(
        OpaProgram.find(System.getenv().getOrDefault("PATH", "")).isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    Path built = folder.resolve("bundle.tar.gz");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                "sh",
                POLICIES.resolve("build.sh").toString(),
                "identity-bound-access",
                built.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(output));
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
