package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.nio.file.Path;

/** The bundles that were built for these tests; see src/test/resources/bundles/build.sh. */
public final class TestBundles {
  private TestBundles() {}

  /** Where the archive lies. */
  public static Path path(String name) {
    return Path.of("src/test/resources/bundles", name, "bundle.tar.gz");
  }

  public static Bundle read(String name) throws BundleException {
    return new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE).read(path(name));
  }

  /** A loader for bundles that carry a plan. */
  public static PolicyLoader planLoader(BundleReader reader) {
    EvaluationLimits limits = EvaluationLimits.defaults();
    return new PolicyLoader(reader, new WasmEngine(limits), limits, null);
  }
}
