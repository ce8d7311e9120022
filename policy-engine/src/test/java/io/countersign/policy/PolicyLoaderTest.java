package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.Registration;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleInspection;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.TarGz;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyLoaderTest {
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private final WasmEngine engine =
      new WasmEngine(
          new EvaluationLimits(
              Duration.ofSeconds(20), 20_000_000, Duration.ofSeconds(20), 2, 4_096));
  private final PolicyLoader loader =
      new PolicyLoader(reader, engine, EvaluationLimits.defaults(), null);

  @AfterEach
  void endWatchdog() {
    engine.close();
  }

  private void assertRefused(String problem, TarGz archive, String entrypoint)
      throws BundleException {
    Bundle bundle = reader.read("b.tar.gz", archive.bytes());
    BundleException refusal =
        assertThrows(BundleException.class, () -> loader.load(bundle, entrypoint));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith("b.tar.gz: ") && message.contains(problem), message);
  }

  @Test
  void bundleWithoutAModuleIsRefusedWithTheCommandThatMakesOne() throws Exception {
    assertRefused(
        "opa build -t plan -e p/allow -o bundle.tar.gz -b b.tar.gz",
        new TarGz().file("p.rego", "package p"),
        "p/allow");
    assertRefused(
        "plan.json: plan has no object where static should be",
        new TarGz().file("plan.json", "{}"),
        "p/allow");
    assertRefused(
        "carries no plan and no Rego source: build it with opa build -t plan",
        new TarGz().file("data.json", "{}"),
        "p/allow");
  }

  @Test
  void damagedModuleIsRefused() throws Exception {
    assertRefused("policy.wasm: no WebAssembly", new TarGz().file("policy.wasm", "\0asm"), "p");
    assertRefused("policy.wasm: no WebAssembly", new TarGz().file("policy.wasm", "text"), "p");
    assertRefused("policy.wasm: no WebAssembly", new TarGz().file("policy.wasm", ""), "p");
    assertRefused(
        "policy.wasm: no WebAssembly",
        new TarGz().file("policy.wasm", new byte[] {0, 0x61, 0x73, 0x6D, 1, 0, 0, 0}),
        "p");
  }

  @Test
  void unknownEntrypointIsRefusedWithThoseThatThereAre() throws Exception {
    BundleException refusal =
        assertThrows(
            BundleException.class,
            () -> loader.load(TestBundles.path("engine"), "engine/decision"));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("'engine/decision'"), message);
    assertTrue(message.contains("engine/conflict, engine/echo"), message);
  }

  @Test
  void moduleThatNeedsAFunctionIsRefusedByItsName() {
    BundleException refusal =
        assertThrows(
            BundleException.class, () -> loader.load(TestBundles.path("needs-clock"), "clock/now"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("sprintf, time.now_ns"));
  }

  @Test
  void sourcesAloneAreCompiledByOpa() throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    PolicyLoader compiling =
        new PolicyLoader(reader, engine, EvaluationLimits.defaults(), opa.orElseThrow());
    Bundle bundle =
        reader.read(
            "b.tar.gz",
            new TarGz()
                .file("p.rego", "package p\n\nallow := data.open")
                .file("data.json", "{\"open\": true}")
                .bytes());
    assertEquals(
        Optional.of(JsonBoolean.TRUE),
        compiling
            .compile(bundle, "p/allow")
            .evaluate("p/allow", JsonObject.EMPTY, Instant.EPOCH, 0));
    Bundle broken = reader.read("b.tar.gz", new TarGz().file("p.rego", "package").bytes());
    BundleException refusal =
        assertThrows(BundleException.class, () -> compiling.compile(broken, "p/allow"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("is refused by opa ("));
    assertTrue(!String.valueOf(refusal.getMessage()).contains("\n"));
  }

  @Test
  void registryIsLookedUpBySubject() throws Exception {
    BundlePolicy policy = loader.load(TestBundles.path("engine"), "engine/echo");
    Registration orders = policy.registration("spiffe://prod.example/ns/pay/sa/orders");
    assertTrue(orders.registered());
    assertEquals("team-payments", orders.owner());
    assertEquals("orders", orders.service());
    assertEquals(Registration.UNKNOWN, policy.registration("spiffe://prod.example/ns/pay/sa/none"));
    assertEquals(
        Registration.UNKNOWN, policy.registration("spiffe://prod.example/ns/pay/sa/broken"));
  }

  @Test
  void policyNamesItsBundle() throws Exception {
    BundlePolicy policy = loader.load(TestBundles.path("engine"), "engine/echo");
    assertEquals(
        new PolicyIdentity(TestBundles.read("engine").digest(), "engine-1", "engine/echo", "wasm"),
        policy.identity());
  }

  @Test
  void inspectionTellsWhatABundleHolds() throws Exception {
    BundleInspection inspection = BundleInspection.of(TestBundles.read("needs-clock"), engine);
    assertEquals(List.of("wasm", "rego"), inspection.contents());
    assertEquals(Set.of("clock/now", "clock/said"), inspection.entrypoints());
    assertEquals(Set.of("sprintf", "time.now_ns"), inspection.requiredBuiltins());
    assertTrue(inspection.fileBytes().keySet().containsAll(Set.of("policy.wasm", ".manifest")));
    assertTrue(!inspection.signed());
  }
}
