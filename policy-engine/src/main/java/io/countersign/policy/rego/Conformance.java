package io.countersign.policy.rego;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.builtin.Builtins;
import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.builtin.EvaluationLimitException;
import io.countersign.policy.rego.jvm.CompiledPlan;
import io.countersign.policy.rego.jvm.PlanCompiler;
import io.countersign.policy.rego.jvm.PolicyErrorException;
import io.countersign.policy.rego.plan.Plan;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs conformance cases: a plan, its documents, and what OPA gives for them. */
public final class Conformance {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MAX_STEPS = 50_000_000;
  private static final long MAX_NANOS = 20_000_000_000L;
  private static final int MAX_DEPTH = 2_000;

  private static final Pattern MODULE = Pattern.compile("\\btest-(\\d+)\\.rego");

  private Conformance() {}

  /** How a case ended. */
  public sealed interface Outcome {
    /** The case's name. */
    String note();

    /** It gave what OPA gives. */
    record Passed(String note) implements Outcome {}

    /** It gave something else. */
    record Failed(String note, String problem) implements Outcome {}

    /** It needs what no policy may call here. */
    record Skipped(String note, SortedSet<String> refused) implements Outcome {}
  }

  /**
   * Runs one case.
   *
   * @param line a JSON object: {@code note}, {@code plan}, {@code entrypoint}, {@code data}, {@code
   *     input} with {@code has_input}, and {@code want_result} or {@code want_error}
   * @throws JsonSyntaxException when the line is no JSON
   */
  public static Outcome run(String line) throws JsonSyntaxException {
    JsonValue json = JsonParser.parse(line.getBytes(StandardCharsets.UTF_8), MAX_DEPTH);
    if (!(json instanceof JsonObject test)) {
      return new Outcome.Failed("?", "is no object");
    }
    String note = test.string("note").orElse("?");
    JsonValue planJson = test.get("plan");
    if (planJson == null) {
      return new Outcome.Failed(note, "has no plan");
    }
    try {
      Plan plan = PlanReader.read(planJson);
      SortedSet<String> refused = new TreeSet<>(plan.builtins());
      refused.retainAll(Builtins.refused().keySet());
      if (!refused.isEmpty()) {
        return new Outcome.Skipped(note, refused);
      }
      Optional<String> problem = problem(test, PlanCompiler.compile(plan));
      return problem.isPresent()
          ? new Outcome.Failed(note, problem.get())
          : new Outcome.Passed(note);
    } catch (PlanException e) {
      return new Outcome.Failed(note, "does not compile: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      return new Outcome.Failed(note, "failed: " + e);
    }
  }

  private static Optional<String> problem(JsonObject test, CompiledPlan plan) {
    JsonValue inputJson = test.get("input");
    boolean hasInput = test.get("has_input") != JsonBoolean.FALSE && inputJson != null;
    RegoValue input = hasInput && inputJson != null ? RegoValue.of(inputJson) : null;
    JsonValue data = test.get("data");
    boolean strict = test.get("strict_error") == JsonBoolean.TRUE;
    String entrypoint = test.string("entrypoint").orElse("");
    RegoValue value;
    try {
      value =
          plan.evaluate(
              entrypoint,
              input,
              RegoValue.ofData(data instanceof JsonObject object ? object : JsonObject.EMPTY),
              new EvaluationContext(TIME, 1, MAX_STEPS, MAX_NANOS),
              strict,
              null);
    } catch (PolicyErrorException e) {
      return wrongError(test, e);
    } catch (EvaluationLimitException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (expectsError(test)) {
      return Optional.of("gave " + value + " where an error was due: " + wanted(test));
    }
    return wrongValue(test, value);
  }

  private static boolean expectsError(JsonObject test) {
    return test.string("want_error").isPresent() || test.string("want_error_code").isPresent();
  }

  private static String wanted(JsonObject test) {
    return test.string("want_error_code").orElse("") + " " + message(test).orElse("");
  }

  /** OPA's text names the modules test-0.rego and so on, which the case's plan calls m0.rego. */
  private static Optional<String> message(JsonObject test) {
    return test.string("want_error").map(text -> MODULE.matcher(text).replaceAll("m$1.rego"));
  }

  private static Optional<String> wrongError(JsonObject test, PolicyErrorException error) {
    boolean right =
        expectsError(test)
            && test.string("want_error_code").map(error.code()::equals).orElse(true)
            && message(test).map(String.valueOf(error.getMessage())::contains).orElse(true);
    return right
        ? Optional.empty()
        : Optional.of("gave the error '" + error.getMessage() + "' instead of " + wanted(test));
  }

  private static Optional<String> wrongValue(JsonObject test, @Nullable RegoValue value) {
    if (!(test.get("want_result") instanceof JsonArray results)) {
      return value == null ? Optional.empty() : Optional.of("gave " + value);
    }
    if (results.values().isEmpty()) {
      return value == null ? Optional.empty() : Optional.of("gave " + value + ", not undefined");
    }
    if (!(results.values().getFirst() instanceof JsonObject bindings) || bindings.isEmpty()) {
      return Optional.of("has no result that could be compared");
    }
    RegoValue expected = RegoValue.of(bindings.members().values().iterator().next());
    // Through JSON, as the expected value came: a set is an array there.
    RegoValue given = value == null ? null : RegoValue.of(value.toJson());
    if (test.get("sort_bindings") == JsonBoolean.TRUE) {
      expected = sorted(expected);
      given = given == null ? null : sorted(given);
    }
    return expected.equals(given)
        ? Optional.empty()
        : Optional.of("gave " + given + " instead of " + expected);
  }

  private static RegoValue sorted(RegoValue value) {
    if (!(value instanceof RegoArray array)) {
      return value;
    }
    List<RegoValue> elements = new ArrayList<>();
    array.forEach(elements::add);
    elements.sort(null);
    return RegoArray.of(elements);
  }
}
