package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.PlanPolicy;
import io.countersign.policy.rego.WasmEngine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes a policy of a bundle, with the engine that suits what the bundle carries. */
public final class PolicyLoader {
  private final BundleReader reader;
  private final WasmEngine wasm;
  private final EvaluationLimits limits;
  private final @Nullable OpaProgram opa;

  /**
   * A loader.
   *
   * @param wasm evaluates bundles that carry a WebAssembly module and no plan
   * @param limits of the evaluation of plans
   * @param opa compiles bundles of sources alone; when null, they are refused
   */
  public PolicyLoader(
      BundleReader reader, WasmEngine wasm, EvaluationLimits limits, @Nullable OpaProgram opa) {
    this.reader = reader;
    this.wasm = wasm;
    this.limits = limits;
    this.opa = opa;
  }

  /** Reads and compiles what is at the path, a tar.gz or a folder. */
  public BundlePolicy load(Path path, String entrypoint) throws BundleException {
    return load(reader.read(path), entrypoint);
  }

  /**
   * Compiles a bundle for the engine that evaluated it before.
   *
   * @throws BundleException when that engine cannot run it, or it lacks the entrypoint
   */
  public BundlePolicy load(Bundle bundle, String entrypoint, Engine engine) throws BundleException {
    return new BundlePolicy(bundle, compile(bundle, entrypoint, engine), entrypoint);
  }

  /** Compiles a bundle that was read before, such as one that a log kept. */
  public BundlePolicy load(Bundle bundle, String entrypoint) throws BundleException {
    return new BundlePolicy(bundle, compile(bundle, entrypoint), entrypoint);
  }

  /**
   * Compiles a bundle for evaluation without a verdict, by its plan when there is one.
   *
   * @throws BundleException when no engine can run it, or it lacks the entrypoint
   */
  public CompiledPolicy compile(Bundle bundle, String entrypoint) throws BundleException {
    return compile(bundle, entrypoint, suitable(bundle));
  }

  /**
   * Compiles a bundle for one engine.
   *
   * @throws BundleException when that engine cannot run it, or it lacks the entrypoint
   */
  public CompiledPolicy compile(Bundle bundle, String entrypoint, Engine engine)
      throws BundleException {
    CompiledPolicy policy =
        switch (engine) {
          case PLAN -> compilePlan(bundle, entrypoint);
          case WASM -> compileWasm(bundle, entrypoint);
        };
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

  private static Engine suitable(Bundle bundle) throws BundleException {
    return bundle.hasPlan() || bundle.wasm().isEmpty() ? Engine.PLAN : Engine.WASM;
  }

  private CompiledPolicy compilePlan(Bundle bundle, String entrypoint) throws BundleException {
    byte[] plan = bundle.plan().orElse(null);
    if (plan == null) {
      plan = fromSources(bundle, entrypoint);
    }
    try {
      return PlanPolicy.compile(plan, bundle.data(), limits);
    } catch (CompileException e) {
      throw new BundleException(bundle.name(), "plan.json: " + e.getMessage(), e);
    }
  }

  private byte[] fromSources(Bundle bundle, String entrypoint) throws BundleException {
    if (!bundle.hasRego()) {
      throw new BundleException(
          bundle.name(),
          "carries no plan and no Rego source: build it with opa build -t plan -e " + entrypoint);
    }
    if (opa == null) {
      throw new BundleException(
          bundle.name(),
          "carries Rego sources alone and there is no opa program to compile them: run "
              + OpaProgram.command(bundle, entrypoint));
    }
    return opa.plan(bundle, entrypoint);
  }

  private CompiledPolicy compileWasm(Bundle bundle, String entrypoint) throws BundleException {
    byte[] module = bundle.wasm().orElse(null);
    if (module == null) {
      throw new BundleException(
          bundle.name(),
          "carries no WebAssembly module: build it with opa build -t wasm -e " + entrypoint);
    }
    try {
      return wasm.compile(module, bundle.data());
    } catch (CompileException e) {
      throw new BundleException(bundle.name(), "policy.wasm: " + e.getMessage(), e);
    }
  }
}
