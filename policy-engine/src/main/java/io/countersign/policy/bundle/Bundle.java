package io.countersign.policy.bundle;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** An OPA bundle that was read and checked; immutable. */
public final class Bundle {
  static final String WASM = "policy.wasm";
  static final String PLAN = "plan.json";

  private final String name;
  private final byte[] archive;
  private final Sha256 digest;
  private final Manifest manifest;
  private final JsonObject data;
  private final SortedMap<String, byte[]> files;

  Bundle(
      String name,
      byte[] archive,
      Manifest manifest,
      JsonObject data,
      SortedMap<String, byte[]> files) {
    this.name = name;
    this.archive = archive;
    this.digest = Sha256.of(archive);
    this.manifest = manifest;
    this.data = data;
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** What it is called in messages, such as its path. */
  public String name() {
    return name;
  }

  /** The tar.gz; of a folder, its canonical archive. */
  public byte[] archive() {
    return archive.clone();
  }

  /** The digest of {@link #archive()}: the bundle's identity. */
  public Sha256 digest() {
    return digest;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** All data files put together. */
  public JsonObject data() {
    return data;
  }

  /** The paths of all files, without a slash in front. */
  public SortedSet<String> paths() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
  }

  /** All files by path, to be read only. */
  SortedMap<String, byte[]> files() {
    return files;
  }

  /** A file's bytes; empty when there is none. */
  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  /** Whether it carries an IR plan. */
  public boolean hasPlan() {
    return files.containsKey(PLAN);
  }

  /** The IR plan; empty when there is none. */
  public Optional<byte[]> plan() {
    return file(PLAN);
  }

  /** Whether it carries Rego sources. */
  public boolean hasRego() {
    return files.keySet().stream().anyMatch(path -> path.endsWith(".rego"));
  }

  /**
   * The WebAssembly module; empty when there is none.
   *
   * @throws BundleException when the manifest names several, or one that is not there
   */
  public Optional<byte[]> wasm() throws BundleException {
    SortedSet<String> modules = new TreeSet<>();
    manifest.resolvers().forEach(resolver -> modules.add(resolver.module()));
    if (modules.size() > 1) {
      throw new BundleException(
          name, ".manifest names several modules " + modules + ": build all entrypoints into one");
    }
    if (modules.isEmpty()) {
      return file(WASM);
    }
    String module = modules.first();
    if (!files.containsKey(module)) {
      throw new BundleException(
          name,
          BundlePaths.shown(module)
              + " is missing though .manifest names it: build the bundle again with opa build -t"
              + " wasm");
    }
    return file(module);
  }
}
