package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.replay.KeptPolicies;
import io.countersign.replay.Replay;
import io.countersign.replay.ReplayReport;
import io.countersign.replay.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Replays what the tests decided. */
final class Replays {
  private Replays() {}

  /** That every decision of a log that was closed comes out as it was recorded. */
  static void assertAgree(Path log) {
    try {
      assertEquals(List.of(), replayed(log).differences());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ReplayReport replayed(Path log) throws IOException {
    LogReader reader =
        LogReader.open(
            new DirectoryTileReader(log), VerifierKey.parse(Files.readString(log.resolve("vkey"))));
    BundleReader bundles = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
    EvaluationLimits limits = EvaluationLimits.defaults();
    try (WasmEngine wasm = new WasmEngine(limits)) {
      PolicyLoader loader = new PolicyLoader(bundles, wasm, limits, null);
      return new Replay(Selection.ALL, 2, records -> {})
          .withRecorded(reader, new KeptPolicies(log, bundles, loader));
    }
  }
}
