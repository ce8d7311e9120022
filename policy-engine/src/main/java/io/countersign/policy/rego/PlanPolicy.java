package io.countersign.policy.rego;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.builtin.EvaluationLimitException;
import io.countersign.policy.rego.jvm.CompiledPlan;
import io.countersign.policy.rego.jvm.PlanCompiler;
import io.countersign.policy.rego.jvm.PolicyErrorException;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/** A plan with its data. Evaluations share nothing, so that any number runs at once. */
public final class PlanPolicy implements CompiledPolicy {
  private final CompiledPlan plan;
  private final RegoValue data;
  private final EvaluationLimits limits;

  private PlanPolicy(CompiledPlan plan, RegoValue data, EvaluationLimits limits) {
    this.plan = plan;
    this.data = data;
    this.limits = limits;
  }

  /**
   * Compiles a plan.
   *
   * @param json the content of {@code plan.json}
   * @throws CompileException when it is no plan, or calls what no policy may
   */
  public static PlanPolicy compile(byte[] json, JsonObject data, EvaluationLimits limits)
      throws CompileException {
    try {
      return new PlanPolicy(
          PlanCompiler.compile(PlanReader.read(json)), RegoValue.ofData(data), limits);
    } catch (PlanException e) {
      throw new CompileException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Engine engine() {
    return Engine.PLAN;
  }

  @Override
  public SortedSet<String> entrypoints() {
    return plan.entrypoints();
  }

  @Override
  public Optional<JsonValue> evaluate(String entrypoint, JsonValue input, Instant time, long seed)
      throws EvaluationException {
    EvaluationContext context =
        new EvaluationContext(time, seed, limits.maxSteps(), limits.maxTime().toNanos());
    try {
      RegoValue value = plan.evaluate(entrypoint, RegoValue.of(input), data, context, false, null);
      return value == null ? Optional.empty() : Optional.of(value.toJson());
    } catch (PolicyErrorException e) {
      throw new EvaluationException(EvaluationException.Kind.ERROR, "failed: " + e.getMessage(), e);
    } catch (EvaluationLimitException e) {
      throw new EvaluationException(
          EvaluationException.Kind.LIMIT, String.valueOf(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new EvaluationException(EvaluationException.Kind.LIMIT, "nests too deep", e);
    } catch (OutOfMemoryError e) {
      throw new EvaluationException(EvaluationException.Kind.LIMIT, "needs too much memory", e);
    } catch (RuntimeException e) {
      // Only a plan that OPA's compiler did not write comes here.
      throw new EvaluationException(EvaluationException.Kind.ERROR, "failed: " + e, e);
    }
  }
}
