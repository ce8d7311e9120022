package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  @Mixin private final PolicyOptions policy = new PolicyOptions();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "the input document, JSON; default: an empty object")
  private @Nullable Path input;

  @Option(
      names = "--time",
      paramLabel = "RFC3339",
      description = "what the policy takes for the present; default: now")
  private @Nullable Instant time;

  @Option(names = "--json", description = "prints {\"defined\":…,\"engine\":…,\"result\":…}")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    JsonValue document = PolicyInputFile.read(input);
    try (WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults())) {
      CompiledPolicy compiled = policy.compile(wasm, EvaluationLimits.defaults());
      Instant present = time == null ? InstantSource.system().instant() : time;
      Optional<JsonValue> result =
          compiled.evaluate(policy.entrypoint(), document, present, present.toEpochMilli());
      spec.commandLine().getOut().println(json ? toJson(compiled, result) : toText(result));
      return ExitStatus.DONE;
    } catch (EvaluationException failed) {
      throw new BadInputException(
          policy.bundlePath() + ": " + policy.entrypoint() + " " + failed.getMessage());
    }
  }

  private static String toText(Optional<JsonValue> result) {
    return result.map(JsonText::text).orElse("undefined");
  }

  private static String toJson(CompiledPolicy compiled, Optional<JsonValue> result) {
    return JsonText.text(
        JsonObject.builder()
            .put("defined", result.isPresent())
            .put("engine", compiled.engine().label())
            .put("result", result.orElse(null))
            .build());
  }
}
