package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.Policy;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloadingPoliciesTest {
  private static final String ENTRYPOINT = "engine/echo";

  @TempDir Path folder;
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private final WasmEngine engine = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader =
      new PolicyLoader(reader, engine, EvaluationLimits.defaults(), null);
  private final Recorder recorder = new Recorder();
  private Path bundle = Path.of("");

  /** Keeps what it hears. */
  private static final class Recorder implements PolicyListener {
    private final List<BundlePolicy> activated = new ArrayList<>();
    private final List<BundleException> refused = new ArrayList<>();
    private boolean full;

    @Override
    public synchronized void activating(BundlePolicy policy) throws IOException {
      if (full) {
        throw new IOException("disk full");
      }
      activated.add(policy);
    }

    @Override
    public synchronized void refused(BundleException refusal) {
      refused.add(refusal);
    }

    synchronized int refusals() {
      return refused.size();
    }
  }

  @BeforeEach
  void placeBundle() throws Exception {
    bundle = folder.resolve("bundle.tar.gz");
    Files.copy(TestBundles.path("engine"), bundle);
  }

  @AfterEach
  void endWatchdog() {
    engine.close();
  }

  private BundleFiles files() {
    return new BundleFiles(reader, bundle, Map.of());
  }

  private ReloadingPolicies policies() throws BundleException {
    return ReloadingPolicies.unwatched(files(), loader, ENTRYPOINT, recorder);
  }

  /** The same policy with other data, laid out as a folder would be. */
  private Path changed() throws Exception {
    Path changed = Files.createDirectories(folder.resolve("changed"));
    Files.write(changed.resolve("policy.wasm"), TestBundles.read("engine").wasm().orElseThrow());
    Files.writeString(changed.resolve("data.json"), "{\"other\": true}");
    Path archive = folder.resolve("changed.tar.gz");
    return Files.write(archive, reader.read(changed).archive());
  }

  private void replace(Path with) throws IOException {
    Files.copy(with, folder.resolve("next"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        folder.resolve("next"),
        bundle,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void breakBundle(String content) throws IOException {
    Files.writeString(bundle, content);
  }

  @Test
  void withoutAPolicyThereIsNothingToBeginWith() throws Exception {
    breakBundle("broken");
    assertThrows(BundleException.class, this::policies);
    Files.delete(bundle);
    assertThrows(BundleException.class, this::policies);
  }

  @Test
  void unchangedBundleIsNotReadAgain() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    for (int i = 0; i < 5; i++) {
      policies.look();
    }
    assertSame(first, policies.current());
    assertEquals(1, recorder.activated.size());
  }

  @Test
  void changedBundleTakesOver() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    replace(changed());
    policies.look();
    assertSame(first, policies.current(), "it may still be being written");
    policies.look();
    assertNotEquals(first.identity().bundle(), policies.current().identity().bundle());
    assertSame(recorder.activated.getLast(), policies.current());
    assertEquals(2, recorder.activated.size());
  }

  @Test
  void brokenBundleChangesNothingAndIsToldOnce() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    breakBundle("half written");
    for (int i = 0; i < 5; i++) {
      policies.look();
    }
    assertSame(first, policies.current());
    assertEquals(1, recorder.refused.size());
    assertTrue(String.valueOf(recorder.refused.getFirst().getMessage()).contains("no tar.gz"));
    replace(changed());
    policies.look();
    policies.look();
    assertNotEquals(first.identity().bundle(), policies.current().identity().bundle());
  }

  @Test
  void missingBundleChangesNothing() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    Files.delete(bundle);
    policies.look();
    policies.look();
    assertSame(first, policies.current());
    assertEquals(1, recorder.refused.size());
  }

  @Test
  void bundleWithoutTheEntrypointChangesNothing() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    replace(TestBundles.path("needs-clock"));
    policies.look();
    policies.look();
    assertSame(first, policies.current());
    assertEquals(1, recorder.refused.size());
  }

  @Test
  void bundleThatCannotBeKeptDecidesNothing() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    recorder.full = true;
    replace(changed());
    policies.look();
    policies.look();
    assertSame(first, policies.current());
    assertTrue(String.valueOf(recorder.refused.getFirst().getMessage()).contains("disk full"));
  }

  @Test
  void sameContentWrittenAgainIsTheSamePolicy() throws Exception {
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    replace(TestBundles.path("engine"));
    policies.look();
    policies.look();
    assertSame(first, policies.current());
  }

  @Test
  void changeInAFolderIsSeen() throws Exception {
    bundle = folder.resolve("source");
    Files.createDirectories(bundle);
    Files.write(bundle.resolve("policy.wasm"), TestBundles.read("engine").wasm().orElseThrow());
    ReloadingPolicies policies = policies();
    Policy first = policies.current();
    Files.createDirectories(bundle.resolve("a"));
    Files.writeString(bundle.resolve("a/data.json"), "{}");
    policies.look();
    policies.look();
    assertNotEquals(first.identity().bundle(), policies.current().identity().bundle());
  }

  @Test
  void watcherLooksByItself() throws Exception {
    FirstPolicy loaded =
        FirstPolicy.load(files().watched(Duration.ofMillis(20)), loader, ENTRYPOINT);
    try (ReloadingPolicies policies =
        ReloadingPolicies.watch(loaded, loader, ENTRYPOINT, recorder)) {
      Policy first = policies.current();
      breakBundle("half written");
      for (int i = 0; i < 500 && recorder.refusals() == 0; i++) {
        Thread.sleep(10);
      }
      assertEquals(1, recorder.refusals());
      assertSame(first, policies.current());
    }
  }
}
