package io.countersign.load;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.PlanPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;

/** The shipped policy on the plan engine, from the input in memory to the result document. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls compile()
public class RegoBenchmark {
  private static final String ENTRYPOINT = "countersign/authz/decision";

  /** From the repository's root, where the script runs, or from this module, where tests run. */
  static final Path POLICY =
      Stream.of(Path.of("policy-bundles"), Path.of("..", "policy-bundles"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("policy-bundles"))
          .resolve("identity-bound-access");

  /** Generated identities beside those of the shipped registry. */
  @Param({"1000", "100000"})
  private int identities;

  /** A recorded case of the policy. */
  @Param({"workload-allowed", "agent-approved-tool-allowed", "several-reasons"})
  private String recorded;

  private CompiledPolicy policy;
  private JsonValue input;

  @Setup
  public void compile() throws Exception {
    Bundle bundle =
        new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE)
            .read(POLICY.resolve("bundle.tar.gz"));
    JsonObject known =
        bundle
            .data()
            .object("countersign")
            .flatMap(data -> data.object("identities"))
            .orElse(JsonObject.EMPTY);
    policy =
        PlanPolicy.compile(
            bundle.plan().orElseThrow(),
            Registry.data(Registry.with(known, identities)),
            EvaluationLimits.defaults());
    Path file = POLICY.resolve("cases").resolve(recorded + ".json");
    input = ((JsonObject) JsonParser.parse(Files.readAllBytes(file))).object("input").orElseThrow();
  }

  @Benchmark
  public Optional<JsonValue> decision() throws EvaluationException {
    return policy.evaluate(ENTRYPOINT, input, Instant.EPOCH, 0);
  }
}
