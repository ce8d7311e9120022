package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A plan as code of the JVM; immutable, safe for use by many threads. */
public final class CompiledPlan {
  private final SortedMap<String, Rule> entrypoints;
  private final int functions;

  CompiledPlan(Map<String, Rule> entrypoints, int functions) {
    this.entrypoints = new TreeMap<>(entrypoints);
    this.functions = functions;
  }

  /** What can be asked. */
  public SortedSet<String> entrypoints() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(entrypoints.keySet()));
  }

  /**
   * Evaluates an entrypoint.
   *
   * @param input null when it is undefined
   * @param strict whether an error inside a built-in function is an error of the evaluation
   * @param tracer told what happens by code that was compiled for it
   * @return null when the result is undefined
   * @throws PolicyErrorException when the policy is wrong for this input
   * @throws io.countersign.policy.rego.builtin.EvaluationLimitException when it takes too much
   */
  public @Nullable RegoValue evaluate(
      String entrypoint,
      @Nullable RegoValue input,
      RegoValue data,
      EvaluationContext context,
      boolean strict,
      @Nullable Tracer tracer) {
    Rule rule = entrypoints.get(entrypoint);
    if (rule == null) {
      throw new IllegalArgumentException("no entrypoint of this policy: " + entrypoint);
    }
    Evaluation evaluation = new Evaluation(context, functions, strict, tracer);
    RegoValue _ = rule.evaluate(evaluation, input, data);
    return evaluation.result();
  }
}
