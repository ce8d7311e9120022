package io.countersign.policy.rego;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.builtin.EvaluationLimitException;
import io.countersign.policy.rego.jvm.CompiledPlan;
import io.countersign.policy.rego.jvm.PlanCompiler;
import io.countersign.policy.rego.jvm.PolicyErrorException;
import io.countersign.policy.rego.jvm.Tracer;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an evaluation gave what it gave.
 *
 * @param result empty when it is undefined, or an error
 * @param error what ended the evaluation, if anything did
 * @param steps the rules that were evaluated, in order; each once, as its value is remembered
 * @param complete whether the steps are all; only the first {@value #MAX_STEPS} are kept
 */
public record Explanation(
    Optional<JsonValue> result, Optional<String> error, List<Step> steps, boolean complete) {
  private static final int MAX_STEPS = 5_000;
  private static final int MAX_VALUE_LENGTH = 200;

  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * One rule or function.
   *
   * @param depth how many others called it
   * @param reference such as {@code data.orders.allow}
   * @param value its value in Rego's notation; empty when it is undefined
   * @param failed of a rule that is undefined: the last expression that each of its bodies reached
   */
  public record Step(int depth, String reference, Optional<String> value, List<Location> failed) {
    public Step {
      failed = List.copyOf(failed);
    }
  }

  /**
   * Evaluates a plan once, and watches.
   *
   * @param plan the content of {@code plan.json}
   * @throws CompileException when it is no plan, lacks the entrypoint, or calls what no policy may
   */
  public static Explanation of(
      byte[] plan,
      JsonObject data,
      String entrypoint,
      JsonValue input,
      Instant time,
      EvaluationLimits limits)
      throws CompileException {
    Watch watch = new Watch();
    try {
      CompiledPlan compiled = PlanCompiler.compileTracing(PlanReader.read(plan));
      if (!compiled.entrypoints().contains(entrypoint)) {
        throw new CompileException("has no entrypoint '" + entrypoint + "'");
      }
      EvaluationContext context =
          new EvaluationContext(
              time, time.toEpochMilli(), limits.maxSteps(), limits.maxTime().toNanos());
      RegoValue value =
          compiled.evaluate(
              entrypoint, RegoValue.of(input), RegoValue.ofData(data), context, false, watch);
      return watch.explanation(Optional.ofNullable(value).map(RegoValue::toJson), null);
    } catch (PlanException e) {
      throw new CompileException(String.valueOf(e.getMessage()), e);
    } catch (PolicyErrorException | EvaluationLimitException e) {
      return watch.explanation(Optional.empty(), e.getMessage());
    }
  }

  private static final class Watch implements Tracer {
    private final List<Open> order = new ArrayList<>();
    private final Deque<Open> stack = new ArrayDeque<>();
    private boolean complete = true;

    /** A rule that is being evaluated, or was. */
    private static final class Open {
      private final int depth;
      private final String reference;
      private final List<Location> reached = new ArrayList<>();
      private @Nullable Location head;
      private @Nullable String value;

      private Open(int depth, String reference) {
        this.depth = depth;
        this.reference = reference;
      }
    }

    @Override
    public void enter(String reference) {
      Open open = new Open(stack.size(), reference);
      stack.push(open);
      if (order.size() < MAX_STEPS) {
        order.add(open);
      } else {
        complete = false;
      }
    }

    @Override
    public void body(Location location) {
      Open open = stack.peek();
      if (open != null) {
        open.head = location;
        open.reached.add(location);
      }
    }

    @Override
    public void at(Location location) {
      Open open = stack.peek();
      // What belongs to the rule rather than to an expression stands where its head stands.
      if (open != null && !open.reached.isEmpty() && !location.equals(open.head)) {
        open.reached.set(open.reached.size() - 1, location);
      }
    }

    @Override
    public void exit(String reference, @Nullable RegoValue result) {
      if (!stack.isEmpty()) {
        Open open = stack.pop();
        open.value = result == null ? null : shortened(result.toString());
      }
    }

    private static String shortened(String text) {
      return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "…";
    }

    private Explanation explanation(Optional<JsonValue> result, @Nullable String error) {
      List<Step> steps =
          order.stream()
              .map(open ->
                  new Step(
                      open.depth,
                      open.reference,
                      Optional.ofNullable(open.value),
                      open.value == null ? open.reached : List.of()))
              .toList();
      return new Explanation(result, Optional.ofNullable(error), steps, complete);
    }
  }
}
