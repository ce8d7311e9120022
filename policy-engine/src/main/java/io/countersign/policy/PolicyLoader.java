package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.WasmEngine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes a policy of a bundle, with the engine that suits what the bundle carries. */
public final class PolicyLoader {
  private final BundleReader reader;
  private final WasmEngine engine;
  private final @Nullable OpaProgram opa;

  /**
   * A loader.
   *
   * @param opa compiles bundles of sources alone; when null, they are refused
   */
  public PolicyLoader(BundleReader reader, WasmEngine engine, @Nullable OpaProgram opa) {
    this.reader = reader;
    this.engine = engine;
    this.opa = opa;
  }

  /** Reads and compiles what is at the path, a tar.gz or a folder. */
  public BundlePolicy load(Path path, String entrypoint) throws BundleException {
    return load(reader.read(path), entrypoint);
  }

  /** Compiles a bundle that was read before, such as one that a log kept. */
  public BundlePolicy load(Bundle bundle, String entrypoint) throws BundleException {
    return new BundlePolicy(bundle, compile(bundle, entrypoint), entrypoint);
  }

  /**
   * Compiles a bundle for evaluation without a verdict.
   *
   * @throws BundleException when no engine can run it, or it lacks the entrypoint
   */
  public CompiledPolicy compile(Bundle bundle, String entrypoint) throws BundleException {
    byte[] module = module(bundle, entrypoint);
    CompiledPolicy policy;
    try {
      policy = engine.compile(module, bundle.data());
    } catch (CompileException e) {
      throw new BundleException(bundle.name(), "policy.wasm: " + e.getMessage(), e);
    }
    if (!policy.entrypoints().contains(entrypoint)) {
      throw new BundleException(
          bundle.name(),
          "has no entrypoint '"
              + entrypoint
              + "': set policy.entrypoint to one of "
              + policy.entrypoints()
              + ", or build with opa build -e "
              + entrypoint);
    }
    return policy;
  }

  private byte[] module(Bundle bundle, String entrypoint) throws BundleException {
    byte[] module = bundle.wasm().orElse(null);
    if (module != null) {
      return module;
    }
    if (!bundle.hasRego()) {
      throw new BundleException(
          bundle.name(),
          (bundle.hasPlan() ? "carries a plan and no policy.wasm" : "carries no policy")
              + ": build it with opa build -t wasm -e "
              + entrypoint);
    }
    if (opa == null) {
      throw new BundleException(
          bundle.name(),
          "carries Rego sources alone and there is no opa program to compile them: run "
              + OpaProgram.command(bundle, entrypoint));
    }
    return opa.wasm(bundle, entrypoint);
  }
}
