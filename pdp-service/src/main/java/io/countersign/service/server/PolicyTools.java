package io.countersign.service.server;

import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.service.config.Settings.PolicySettings;

/** What reads and compiles bundles, set up as configured. */
final class PolicyTools implements AutoCloseable {
  private final BundleReader reader;
  private final WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader;

  /**
   * Reads the keys.
   *
   * @throws BundleException when one of them cannot be used
   */
  PolicyTools(PolicySettings settings) throws BundleException {
    this.reader =
        new BundleReader(
            BundleLimits.defaults(), VerificationKeys.read(settings.verificationKeys()));
    String path = System.getenv().getOrDefault("PATH", "");
    this.loader =
        new PolicyLoader(
            reader, wasm, EvaluationLimits.defaults(), OpaProgram.find(path).orElse(null));
  }

  BundleReader reader() {
    return reader;
  }

  PolicyLoader loader() {
    return loader;
  }

  @Override
  public void close() {
    wasm.close();
  }
}
