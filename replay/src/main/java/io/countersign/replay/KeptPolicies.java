package io.countersign.replay;

import io.countersign.decision.PolicyIdentity;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.rego.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The policies that made a log's decisions, from the bundles that it keeps; each loaded once. */
public final class KeptPolicies {
  private final Path folder;
  private final BundleReader reader;
  private final PolicyLoader loader;
  private final ConcurrentMap<PolicyIdentity, Found> loaded = new ConcurrentHashMap<>();

  /**
   * The bundles below a log's directory.
   *
   * @param reader must not ask for signatures: what a record names by its digest needs none
   */
  public KeptPolicies(Path logDirectory, BundleReader reader, PolicyLoader loader) {
    this.folder = logDirectory.resolve("bundles");
    this.reader = reader;
    this.loader = loader;
  }

  /** A policy, or why there is none. */
  record Found(@Nullable BundlePolicy policy, String problem) {}

  Found find(PolicyIdentity identity) {
    return loaded.computeIfAbsent(identity, this::load);
  }

  private Found load(PolicyIdentity identity) {
    String file = identity.bundle().hex() + ".tar.gz";
    try {
      Bundle bundle = reader.read(file, Files.readAllBytes(folder.resolve(file)));
      if (!bundle.digest().equals(identity.bundle())) {
        return new Found(null, "the bundle kept as " + file + " is another one");
      }
      Engine engine =
          Arrays.stream(Engine.values())
              .filter(each -> each.label().equals(identity.engine()))
              .findFirst()
              .orElseThrow(() -> new BundleException(file, "was evaluated by an unknown engine"));
      return new Found(loader.load(bundle, identity.entrypoint(), engine), "");
    } catch (IOException e) {
      return new Found(null, "the bundle " + file + " is not in " + folder);
    } catch (BundleException e) {
      return new Found(null, String.valueOf(e.getMessage()));
    }
  }
}
