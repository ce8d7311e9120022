package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.JsonText;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long one evaluation takes. */
@Command(
    name = "bench",
    description = {
      "Warms up, then measures evaluations in one thread, from the input document in memory to the",
      "result document. The last line is the median of the rounds: N ns/op."
    },
    mixinStandardHelpOptions = true)
final class RegoBenchCommand implements Callable<Integer> {
  private static final int BATCH = 64;

  @Spec private CommandSpec spec;
  @Mixin private final PolicyOptions policy = new PolicyOptions();

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "default: ${DEFAULT-VALUE}",
      defaultValue = "5")
  private int warmUpSeconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how many rounds of a second; default: ${DEFAULT-VALUE}",
      defaultValue = "5")
  private int rounds;

  @Option(names = "--json", description = "prints {\"engine\":…,\"ns_per_op\":…}")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (warmUpSeconds < 0 || rounds < 1) {
      throw new BadInputException("--warm-up and --rounds: at least 0 seconds and 1 round");
    }
    JsonValue document = policy.input();
    try (WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults())) {
      CompiledPolicy compiled = policy.compile(wasm, EvaluationLimits.defaults());
      measure(compiled, document);
      return ExitStatus.DONE;
    } catch (EvaluationException failed) {
      throw policy.failed(failed);
    }
  }

  private void measure(CompiledPolicy compiled, JsonValue document) throws EvaluationException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<JsonValue> result = evaluate(compiled, document);
    if (!json) {
      out.println("engine " + compiled.engine().label());
      out.println("result " + result.map(JsonText::text).orElse("undefined"));
    }
    double _ = nanosPerEvaluation(compiled, document, Duration.ofSeconds(warmUpSeconds));
    double[] measured = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      measured[i] = nanosPerEvaluation(compiled, document, Duration.ofSeconds(1));
      if (!json) {
        out.println("round " + (i + 1) + ": " + Math.round(measured[i]) + " ns/op");
        out.flush();
      }
    }
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    long median = Math.round(sorted[rounds / 2]);
    out.println(json ? toJson(compiled, median) : median + " ns/op");
  }

  private double nanosPerEvaluation(CompiledPolicy compiled, JsonValue document, Duration time)
      throws EvaluationException {
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long evaluations = 0;
    long now = begin;
    while (now < end) {
      for (int i = 0; i < BATCH; i++) {
        Optional<JsonValue> _ = evaluate(compiled, document);
      }
      evaluations += BATCH;
      now = System.nanoTime();
    }
    return evaluations == 0 ? 0 : (double) (now - begin) / evaluations;
  }

  private Optional<JsonValue> evaluate(CompiledPolicy compiled, JsonValue document)
      throws EvaluationException {
    return compiled.evaluate(policy.entrypoint(), document, Instant.EPOCH, 0);
  }

  private static String toJson(CompiledPolicy compiled, long median) {
    return JsonText.text(
        JsonObject.builder()
            .put("engine", compiled.engine().label())
            .put("ns_per_op", median)
            .build());
  }
}
