package io.countersign.load;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From a folder on disk to a policy that can decide, as a server does for a changed bundle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameter and calls write()
public class ActivationBenchmark {
  private static final String ENTRYPOINT = "countersign/authz/decision";

  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private final WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader =
      new PolicyLoader(reader, wasm, EvaluationLimits.defaults(), null);

  /** Generated identities, of about 500 bytes each. */
  @Param({"100000"})
  private int identities;

  private Path folder;

  @Setup
  public void write() throws Exception {
    Bundle shipped = reader.read(RegoBenchmark.POLICY.resolve("bundle.tar.gz"));
    folder = Files.createTempDirectory("activation");
    Files.write(folder.resolve("plan.json"), shipped.plan().orElseThrow());
    JsonObject data = Registry.data(Registry.with(JsonObject.EMPTY, identities));
    Files.write(
        folder.resolve("data.json"), CanonicalJson.text(data).getBytes(StandardCharsets.UTF_8));
  }

  @Benchmark
  public BundlePolicy activation() throws Exception {
    return loader.load(folder, ENTRYPOINT);
  }

  @TearDown
  public void remove() throws Exception {
    wasm.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
