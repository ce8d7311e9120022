package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.Explanation;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.io.PrintWriter;
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
      names = "--time",
      paramLabel = "RFC3339",
      description = "what the policy takes for the present; default: now")
  private @Nullable Instant time;

  @Option(
      names = "--explain",
      description = {
        "prints which rules held, and of those that are undefined the expression that failed;",
        "needs a plan"
      })
  private boolean explain;

  @Option(names = "--json", description = "prints {\"defined\":…,\"engine\":…,\"result\":…}")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    JsonValue document = policy.input();
    Instant present = time == null ? InstantSource.system().instant() : time;
    if (explain) {
      explain(document, present);
      return ExitStatus.DONE;
    }
    try (WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults())) {
      CompiledPolicy compiled = policy.compile(wasm, EvaluationLimits.defaults());
      Optional<JsonValue> result =
          compiled.evaluate(policy.entrypoint(), document, present, present.toEpochMilli());
      spec.commandLine().getOut().println(json ? toJson(compiled, result) : toText(result));
      return ExitStatus.DONE;
    } catch (EvaluationException failed) {
      throw policy.failed(failed);
    }
  }

  private void explain(JsonValue document, Instant present) {
    Bundle bundle = policy.bundle();
    PrintWriter out = spec.commandLine().getOut();
    byte[] plan =
        bundle
            .plan()
            .orElseThrow(() ->
                new BadInputException(
                    policy.bundlePath()
                        + ": carries no plan to explain: build it with opa build -t plan -e "
                        + policy.entrypoint()));
    try {
      Explanation explanation =
          Explanation.of(
              plan,
              bundle.data(),
              policy.entrypoint(),
              document,
              present,
              EvaluationLimits.defaults());
      new ExplanationText(bundle, out).print(explanation);
      out.println(toText(explanation.result()));
    } catch (CompileException e) {
      throw new BadInputException(policy.bundlePath() + ": plan.json: " + e.getMessage());
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
