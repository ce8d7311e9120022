package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.ConformanceCases;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines that share nothing but OPA's compiler, on a part of OPA's own cases. */
final class EnginesAgreeTest {
  private static final int EVERY = 40;
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);

  @Test
  void bothEnginesGiveTheSame(@TempDir Path folder) throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    BundleBuilder builder = new BundleBuilder(opa.orElseThrow(), READER);
    List<String> lines = ConformanceCases.lines();
    List<String> different = new ArrayList<>();
    int compared = 0;
    try (WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults())) {
      PolicyLoader loader = new PolicyLoader(READER, wasm, EvaluationLimits.defaults(), null);
      for (int i = 0; i < lines.size(); i += EVERY) {
        JsonObject test =
            (JsonObject) JsonParser.parse(lines.get(i).getBytes(StandardCharsets.UTF_8), 2_000);
        String entrypoint = test.string("entrypoint").orElseThrow();
        Path sources = write(test, Files.createDirectory(folder.resolve("case" + i)));
        Bundle bundle;
        CompiledPolicy module;
        try {
          byte[] archive =
              builder.build(sources, List.of(entrypoint), BundleBuilder.Target.BOTH, "");
          bundle = READER.read("case.tar.gz", archive);
          module = loader.compile(bundle, entrypoint, Engine.WASM);
        } catch (BundleException | OpaRefusalException needsTheHost) {
          continue; // WebAssembly has no functions of the host
        }
        String byModule = outcome(module, entrypoint, test);
        String byPlan = outcome(loader.compile(bundle, entrypoint, Engine.PLAN), entrypoint, test);
        if (!byModule.equals(byPlan)) {
          different.add(test.string("note").orElse("") + ": " + byPlan + " but wasm " + byModule);
        }
        compared++;
      }
    }
    int count = compared;
    assertTrue(count > 15, () -> "only " + count + " cases compared");
    assertEquals(List.of(), different);
  }

  private static Path write(JsonObject test, Path folder) throws IOException {
    if (test.get("modules") instanceof JsonArray modules) {
      for (int i = 0; i < modules.values().size(); i++) {
        if (modules.values().get(i) instanceof JsonString module) {
          Files.writeString(folder.resolve("m" + i + ".rego"), module.value());
        }
      }
    }
    JsonObject data = test.object("data").orElse(JsonObject.EMPTY);
    Files.write(folder.resolve("data.json"), JsonText.bytes(data));
    return folder;
  }

  private static String outcome(CompiledPolicy policy, String entrypoint, JsonObject test) {
    JsonValue given = test.get("has_input") == JsonBoolean.FALSE ? null : test.get("input");
    JsonValue input = given == null ? JsonObject.EMPTY : given;
    try {
      return policy
          .evaluate(entrypoint, input, Instant.EPOCH, 0)
          .map(EnginesAgreeTest::sorted)
          .orElse("undefined");
    } catch (EvaluationException e) {
      return e.kind().toString();
    }
  }

  /** WebAssembly goes through sets and objects in the order of their hashes, OPA in their own. */
  private static String sorted(JsonValue value) {
    return sorted(RegoValue.of(value)).toString();
  }

  private static RegoValue sorted(RegoValue value) {
    return switch (value) {
      case RegoArray array -> {
        List<RegoValue> elements = new ArrayList<>();
        array.forEach(element -> elements.add(sorted(element)));
        elements.sort(null);
        yield RegoArray.of(elements);
      }
      case RegoObject object -> {
        Map<RegoValue, RegoValue> members = new HashMap<>();
        object.forEach((key, member) -> members.put(key, sorted(member)));
        yield RegoObject.of(members);
      }
      default -> value;
    };
  }
}
