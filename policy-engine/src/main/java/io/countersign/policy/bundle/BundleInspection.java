package io.countersign.policy.bundle;

import io.countersign.decision.Sha256;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.policy.rego.WasmInterface;
import io.countersign.policy.rego.plan.Plan;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is to know of a bundle without activating it.
 *
 * @param digest the bundle's identity
 * @param archiveBytes size of the archive
 * @param fileBytes size of each file by path
 * @param dataBytes size of all data files together
 * @param contents which forms of policy it carries: {@code wasm}, {@code plan}, {@code rego}
 * @param entrypoints what its module answers; empty without a module
 * @param requiredBuiltins the functions its module asks the host for; none are provided
 * @param signed whether it carries signatures, which says nothing about whether they hold
 */
public record BundleInspection(
    String name,
    Sha256 digest,
    long archiveBytes,
    Manifest manifest,
    SortedMap<String, Long> fileBytes,
    long dataBytes,
    List<String> contents,
    SortedSet<String> entrypoints,
    SortedSet<String> requiredBuiltins,
    boolean signed) {
  public BundleInspection {
    fileBytes = new TreeMap<>(fileBytes);
    contents = List.copyOf(contents);
    entrypoints = new TreeSet<>(entrypoints);
    requiredBuiltins = new TreeSet<>(requiredBuiltins);
  }

  /**
   * Looks at a bundle.
   *
   * @throws BundleException when its plan or its module is missing or damaged
   */
  public static BundleInspection of(Bundle bundle, WasmEngine engine) throws BundleException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    long dataBytes = 0;
    for (String path : bundle.paths()) {
      long size = bundle.file(path).map(bytes -> bytes.length).orElse(0);
      sizes.put(path, size);
      if (BundlePaths.name(path).startsWith("data.")) {
        dataBytes += size;
      }
    }
    List<String> contents = new ArrayList<>();
    SortedSet<String> entrypoints = new TreeSet<>();
    SortedSet<String> builtins = new TreeSet<>();
    byte[] module = bundle.wasm().orElse(null);
    if (module != null) {
      contents.add("wasm");
      WasmInterface description = describe(bundle, engine, module);
      entrypoints.addAll(description.entrypoints().keySet());
      builtins.addAll(description.builtins());
    }
    byte[] plan = bundle.plan().orElse(null);
    if (plan != null) {
      contents.add("plan");
      entrypoints.addAll(read(bundle, plan).entrypoints().keySet());
    }
    if (bundle.hasRego()) {
      contents.add("rego");
    }
    return new BundleInspection(
        bundle.name(),
        bundle.digest(),
        bundle.archive().length,
        bundle.manifest(),
        sizes,
        dataBytes,
        contents,
        entrypoints,
        builtins,
        bundle.paths().contains(BundleSignatures.FILE));
  }

  private static Plan read(Bundle bundle, byte[] plan) throws BundleException {
    try {
      return PlanReader.read(plan);
    } catch (PlanException e) {
      throw new BundleException(bundle.name(), "plan.json: " + e.getMessage(), e);
    }
  }

  private static WasmInterface describe(Bundle bundle, WasmEngine engine, byte[] module)
      throws BundleException {
    try {
      return engine.describe(module);
    } catch (CompileException e) {
      throw new BundleException(bundle.name(), "policy.wasm: " + e.getMessage(), e);
    }
  }
}
