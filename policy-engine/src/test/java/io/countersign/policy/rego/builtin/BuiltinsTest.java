package io.countersign.policy.rego.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which functions there are. */
final class BuiltinsTest {
  /** OPA's compiler leaves no call of these in a plan. */
  private static final Set<String> NEVER_CALLED = Set.of("assign", "eq");

  @Test
  void everyFunctionOfOpaIsThereOrRefusedWithAReason() throws Exception {
    Optional<Path> opa =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(folder -> Path.of(folder, "opa"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    Process process =
        new ProcessBuilder(opa.orElseThrow().toString(), "capabilities", "--current").start();
    byte[] json = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    JsonObject capabilities = (JsonObject) JsonParser.parse(json);
    Set<String> missing = new TreeSet<>();
    if (capabilities.get("builtins") instanceof JsonArray functions) {
      for (JsonValue function : functions.values()) {
        String name = ((JsonObject) function).string("name").orElseThrow();
        if (Builtins.of(name).isEmpty()
            && Builtins.refusal(name).isEmpty()
            && !NEVER_CALLED.contains(name)) {
          missing.add(name);
        }
      }
      assertTrue(functions.values().size() > 190, "few functions: " + functions.values().size());
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void whatIsRefusedIsNotThere() {
    assertTrue(Builtins.refused().keySet().stream().allMatch(name -> Builtins.of(name).isEmpty()));
  }
}
