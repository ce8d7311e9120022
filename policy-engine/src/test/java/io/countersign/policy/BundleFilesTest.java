package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.Policy;
import io.countersign.decision.Registration;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy and its registry in two bundles, watched as one. */
final class BundleFilesTest {
  private static final String ID = "spiffe://prod.example/orders";

  @TempDir Path folder;
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private final WasmEngine engine = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader =
      new PolicyLoader(reader, engine, EvaluationLimits.defaults(), null);
  private final List<BundlePolicy> activated = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final PolicyListener listener =
      new PolicyListener() {
        @Override
        public void activating(BundlePolicy policy) {
          activated.add(policy);
        }

        @Override
        public void refused(BundleException refusal) {
          refused.add(String.valueOf(refusal.getMessage()));
        }
      };
  private Path policy = Path.of("");
  private Path registry = Path.of("");

  @BeforeEach
  void placeBundles() throws Exception {
    policy = Files.createDirectories(folder.resolve("policy"));
    registry = Files.createDirectories(folder.resolve("registry"));
    Files.write(policy.resolve("policy.wasm"), TestBundles.read("engine").wasm().orElseThrow());
    Files.writeString(
        policy.resolve(".manifest"), "{\"revision\": \"r1\", \"roots\": [\"engine\"]}");
    Files.writeString(registry.resolve(".manifest"), "{\"roots\": [\"countersign/identities\"]}");
    own("orders");
  }

  private void own(String owner) throws IOException {
    Files.writeString(
        registry.resolve("data.json"),
        "{\"countersign\": {\"identities\": {\"%s\": {\"owner\": \"%s\"}}}}"
            .replaceFirst("%s", ID)
            .replaceFirst("%s", owner));
  }

  @AfterEach
  void endWatchdog() {
    engine.close();
  }

  private BundleFiles files() {
    return new BundleFiles(reader, policy, Map.of("registry", registry));
  }

  private ReloadingPolicies policies() throws BundleException {
    return ReloadingPolicies.unwatched(files(), loader, "engine/echo", listener);
  }

  private static String owner(Policy policy) {
    Registration registration = policy.registration(ID);
    return String.valueOf(registration.owner());
  }

  @Test
  void aMemberThatIsMissingOrBrokenIsRefused() throws Exception {
    Files.writeString(registry.resolve("data.json"), "half written");
    assertThrows(BundleException.class, this::policies);
    registry = folder.resolve("none");
    assertThrows(BundleException.class, this::policies);
  }

  @Test
  void oneSignedMemberVouchesForNoOther() throws Exception {
    Path signed = Path.of("src/test/resources/bundles/signed");
    Path good = signed.resolve("es256.tar.gz");
    Path unsigned = signed.resolve("unsigned.tar.gz");
    BundleReader strict =
        new BundleReader(
            BundleLimits.defaults(),
            VerificationKeys.read(Map.of("default", signed.resolve("ec.pem"))));
    assertTrue(new BundleFiles(strict, good, Map.of()).read().name().contains("es256"));
    for (BundleFiles files :
        List.of(
            new BundleFiles(strict, good, Map.of("registry", unsigned)),
            new BundleFiles(strict, unsigned, Map.of("registry", good)))) {
      String refusal =
          String.valueOf(assertThrows(BundleException.class, files::read).getMessage());
      assertTrue(refusal.contains("unsigned.tar.gz: is not signed"), refusal);
    }
  }

  @Test
  void aRefusedMemberChangesNothingOfTheSet() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    Files.writeString(
        policy.resolve(".manifest"), "{\"revision\": \"r2\", \"roots\": [\"engine\"]}");
    Files.writeString(registry.resolve("data.json"), "{\"outside\": 1}");
    policies.look();
    policies.look();
    policies.look();
    assertSame(first, policies.current());
    assertEquals(1, refused.size());
    assertTrue(refused.getFirst().contains("outside the roots"), refused.getFirst());

    own("payments");
    policies.look();
    policies.look();
    assertEquals("r2", policies.current().identity().revision());
    assertEquals("payments", owner(policies.current()));
  }

  @Test
  void aChangeOfOneMemberPutsTheWholeSetInForce() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    assertEquals("orders", owner(first));
    own("payments");
    policies.look();
    assertSame(first, policies.current(), "it may still be being written");
    policies.look();
    assertEquals("payments", owner(policies.current()));
    assertNotEquals(first.identity().bundle(), policies.current().identity().bundle());
    assertEquals("orders", owner(first), "a request that began with it keeps it");
  }

  @Test
  void whatTheLogKeepsAnswersTheSame() throws Exception {
    ReloadingPolicies policies = policies();
    BundlePolicy kept =
        loader.load(reader.read("kept", activated.getFirst().bundle().archive()), "engine/echo");
    assertEquals(policies.current().identity(), kept.identity());
    assertEquals(policies.current().registration(ID), kept.registration(ID));
    assertArrayEquals(
        files().read().archive(), activated.getFirst().bundle().archive(), "the same bytes again");
  }
}
