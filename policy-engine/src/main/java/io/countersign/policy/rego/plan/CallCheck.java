package io.countersign.policy.rego.plan;

import java.util.List;
import java.util.Map;

/** Checks what one statement cannot know: that calls fit what they call. */
final class CallCheck {
  private final Plan plan;

  private CallCheck(Plan plan) {
    this.plan = plan;
  }

  static void check(Plan plan) throws PlanException {
    CallCheck check = new CallCheck(plan);
    for (Map.Entry<String, List<Block>> entry : plan.entrypoints().entrySet()) {
      check.calls("entrypoint " + entry.getKey(), entry.getValue());
    }
    for (Function function : plan.functions().values()) {
      check.calls("function " + function.name(), function.blocks());
    }
  }

  private void calls(String place, List<Block> blocks) throws PlanException {
    for (Statement statement : (Iterable<Statement>) Statement.all(blocks)::iterator) {
      switch (statement) {
        case Statement.Call call -> {
          Function function = plan.functions().get(call.function());
          if (function != null && function.parameters().size() != call.arguments().size()) {
            throw wrong(place, call.function(), call.arguments().size());
          }
        }
        case Statement.CallDynamic call when call.arguments().size() != 2 ->
            throw wrong(place, "a rule by path", call.arguments().size());
        default -> {
          // Refers to nothing outside of itself.
        }
      }
    }
  }

  private static PlanException wrong(String place, String called, int arguments) {
    return new PlanException(
        place
            + " calls "
            + called
            + " with "
            + arguments
            + " arguments: build it again with opa build -t plan");
  }
}
