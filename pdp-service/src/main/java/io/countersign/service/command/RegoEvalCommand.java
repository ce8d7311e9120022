package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a policy once. */
@Command(
    name = "eval",
    description = "Evaluates an entrypoint of a bundle; prints the result as JSON, or undefined.",
    mixinStandardHelpOptions = true)
final class RegoEvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

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
      names = "--input",
      paramLabel = "FILE",
      description = "the input document, JSON; default: an empty object")
  private @Nullable Path input;

  @Option(
      names = "--engine",
      paramLabel = "wasm",
      description = "what evaluates: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}",
      defaultValue = "wasm")
  private Engine engine;

  /** What can evaluate a bundle. */
  enum Engine {
    wasm
  }

  @Option(names = "--json", description = "prints {\"defined\":…,\"engine\":…,\"result\":…}")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Optional<JsonValue> result = evaluate(input());
    spec.commandLine().getOut().println(json ? toJson(result) : toText(result));
    return ExitStatus.DONE;
  }

  private Optional<JsonValue> evaluate(JsonValue document) {
    try (WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults())) {
      BundleReader reader = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
      OpaProgram opa = OpaProgram.find(System.getenv().getOrDefault("PATH", "")).orElse(null);
      return new PolicyLoader(reader, wasm, opa)
          .compile(reader.read(bundle), entrypoint)
          .evaluate(entrypoint, document);
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    } catch (EvaluationException failed) {
      throw new BadInputException(bundle + ": " + entrypoint + " " + failed.getMessage());
    }
  }

  private JsonValue input() throws IOException {
    if (input == null) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonParser.parse(Files.readAllBytes(input));
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(input + ": no JSON: " + malformed.getMessage());
    }
  }

  private static String toText(Optional<JsonValue> result) {
    return result.map(JsonText::text).orElse("undefined");
  }

  private String toJson(Optional<JsonValue> result) {
    return JsonText.text(
        JsonObject.builder()
            .put("defined", result.isPresent())
            .put("engine", engine.name())
            .put("result", result.orElse(null))
            .build());
  }
}
