package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which policy a command evaluates, and with which input. */
final class PolicyOptions {
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);

  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "FILE-OR-DIR",
      description = "the bundle: a tar.gz or a folder")
  private Path bundle;

  @Option(
      names = "--entrypoint",
      required = true,
      paramLabel = "P",
      description = "such as countersign/authz/decision")
  private String entrypoint;

  @Option(
      names = "--engine",
      paramLabel = "plan|wasm",
      description = "what evaluates; default: the plan when the bundle carries one or its sources")
  private @Nullable Engine engine;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "the input document, JSON; default: an empty object")
  private @Nullable Path input;

  Path bundlePath() {
    return bundle;
  }

  String entrypoint() {
    return entrypoint;
  }

  Bundle bundle() {
    try {
      return reader.read(bundle);
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    }
  }

  /** The input document. */
  JsonValue input() throws IOException {
    if (input == null) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonParser.parse(Files.readAllBytes(input));
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(input + ": no JSON: " + malformed.getMessage());
    }
  }

  /** What is told of an evaluation that failed. */
  BadInputException failed(EvaluationException failure) {
    return new BadInputException(bundle + ": " + entrypoint + " " + failure.getMessage());
  }

  /** Compiles the policy. */
  CompiledPolicy compile(WasmEngine wasm, EvaluationLimits limits) {
    OpaProgram opa = OpaProgram.find(System.getenv().getOrDefault("PATH", "")).orElse(null);
    PolicyLoader loader = new PolicyLoader(reader, wasm, limits, opa);
    try {
      return engine == null
          ? loader.compile(bundle(), entrypoint)
          : loader.compile(bundle(), entrypoint, engine);
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    }
  }
}
