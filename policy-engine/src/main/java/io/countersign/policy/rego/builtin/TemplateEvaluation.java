package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Command;
import io.countersign.policy.rego.builtin.TemplateNode.Operand;
import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pipelines of one template give, and its variables at a moment. */
final class TemplateEvaluation {
  private final EvaluationContext context;
  private final List<Variable> variables = new ArrayList<>();

  private static final class Variable {
    private final String name;
    private GoValue value;

    Variable(String name, GoValue value) {
      this.name = name;
      this.value = value;
    }
  }

  TemplateEvaluation(EvaluationContext context, GoValue data) {
    this.context = context;
    variables.add(new Variable("$", data));
  }

  /** How many variables there are. */
  int size() {
    return variables.size();
  }

  /** Leaves only the first ones. */
  void forget(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  /** Sets the variable that was declared last (1), or the one before it (2). */
  void set(int fromTop, GoValue value) {
    variables.get(variables.size() - fromTop).value = value;
  }

  private Variable variable(String name) throws BuiltinException {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        context.charge(1 + (variables.size() - i) / 8);
        return variables.get(i);
      }
    }
    throw BuiltinException.of("undefined variable: " + name);
  }

  /** Sets a variable that is there already. */
  void assign(String name, GoValue value) throws BuiltinException {
    variable(name).value = value;
  }

  /** What a pipeline gives; its variables are set to it. */
  GoValue evaluate(Pipeline pipeline, GoValue dot) throws BuiltinException {
    GoValue value = null;
    for (Command command : pipeline.commands()) {
      context.charge(1);
      value = evaluate(command, dot, value);
      if (value instanceof GoValue.Nil) {
        value = GoValue.NO_VALUE;
      }
    }
    GoValue result = value == null ? GoValue.NO_VALUE : value;
    for (String name : pipeline.variables()) {
      if (pipeline.assigns()) {
        assign(name, result);
      } else {
        variables.add(new Variable(name, result));
      }
    }
    return result;
  }

  private GoValue evaluate(Command command, GoValue dot, @Nullable GoValue last)
      throws BuiltinException {
    Operand first = command.operands().getFirst();
    List<Operand> rest = command.operands().subList(1, command.operands().size());
    if (first instanceof TemplateNode.Function(String name)) {
      return call(name, rest, dot, last);
    }
    if (!rest.isEmpty() || last != null) {
      throw BuiltinException.of(
          first instanceof TemplateNode.Fields(_, var names)
              ? names.getLast() + " is not a method but has arguments"
              : "can't give argument to non-function");
    }
    if (first instanceof TemplateNode.Nil) {
      throw BuiltinException.of("nil is not a command");
    }
    return evaluate(first, dot);
  }

  private GoValue call(String name, List<Operand> operands, GoValue dot, @Nullable GoValue last)
      throws BuiltinException {
    if (name.equals("and") || name.equals("or")) {
      return logical(name, operands, dot, last);
    }
    List<GoValue> values = new ArrayList<>();
    for (Operand operand : operands) {
      values.add(evaluate(operand, dot));
    }
    if (last != null) {
      values.add(last);
    }
    return TemplateFunctions.call(context, name, values);
  }

  /** The first value that decides, else the last one. */
  private GoValue logical(String name, List<Operand> operands, GoValue dot, @Nullable GoValue last)
      throws BuiltinException {
    GoValue value = null;
    for (Operand operand : operands) {
      value = evaluate(operand, dot);
      if (TemplateFunctions.isTrue(value) == name.equals("or")) {
        return value;
      }
    }
    value = last == null ? value : last;
    if (value == null) {
      throw BuiltinException.of("wrong number of args for " + name + ": want at least 1 got 0");
    }
    return value;
  }

  private GoValue evaluate(Operand operand, GoValue dot) throws BuiltinException {
    return switch (operand) {
      case TemplateNode.Literal(GoValue value) -> value;
      case TemplateNode.Nil _ -> GoValue.NO_VALUE;
      case TemplateNode.Dot _ -> dot;
      case TemplateNode.Function(String name) -> call(name, List.of(), dot, null);
      case TemplateNode.Variable(String name) -> variable(name).value;
      case TemplateNode.Parenthesized(Pipeline pipeline) -> evaluate(pipeline, dot);
      case TemplateNode.Fields(Operand of, var names) -> {
        GoValue value = evaluate(of, dot);
        for (String name : names) {
          value = field(value, name);
        }
        yield value;
      }
    };
  }

  private static GoValue field(GoValue value, String name) throws BuiltinException {
    return switch (value) {
      case GoValue.Nil(boolean given) -> {
        if (given) {
          throw BuiltinException.of("nil pointer evaluating interface {}." + name);
        }
        yield value;
      }
      case GoValue.Mapping(var members) -> members.getOrDefault(name, GoValue.NO_VALUE);
      default ->
          throw BuiltinException.of("can't evaluate field " + name + " in type " + value.type());
    };
  }
}
