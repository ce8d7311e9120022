package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Command;
import io.countersign.policy.rego.builtin.TemplateNode.Operand;
import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One execution of a template of Go's package text/template. */
final class TemplateRun {
  /** What stands where there is no value. */
  static final String NO_VALUE = "<no value>";

  // Of nested actions and invocations together; each takes a few frames of the stack.
  private static final int MAX_DEPTH = 250;

  private final EvaluationContext context;
  private final BoundedText out;
  private final Map<String, List<TemplateNode>> templates;
  private List<Variable> variables = new ArrayList<>();
  private int depth;

  /** How a list of nodes came to its end. */
  private enum End {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private static final class Variable {
    private final String name;
    private GoValue value;

    Variable(String name, GoValue value) {
      this.name = name;
      this.value = value;
    }
  }

  private TemplateRun(EvaluationContext context, TemplateNode.Template template) {
    this.context = context;
    this.out = new BoundedText(context);
    this.templates = template.bodies();
  }

  /**
   * Executes a template.
   *
   * @throws BuiltinException when the data is not what the template expects
   */
  static String run(EvaluationContext context, TemplateNode.Template template, GoValue data)
      throws BuiltinException {
    TemplateRun run = new TemplateRun(context, template);
    run.variables.add(new Variable("$", data));
    try {
      run.walk(template.bodies().getOrDefault("template", List.of()), data);
    } catch (BuiltinException e) {
      throw BuiltinException.of("template: template: executing \"template\": " + e.getMessage());
    }
    return run.out.toString();
  }

  private End walk(List<TemplateNode> nodes, GoValue dot) throws BuiltinException {
    if (++depth > MAX_DEPTH) {
      throw BuiltinException.of("exceeded maximum template depth (" + MAX_DEPTH + ")");
    }
    End end = End.NORMAL;
    for (TemplateNode node : nodes) {
      context.charge(1);
      end = walk(node, dot);
      if (end != End.NORMAL) {
        break;
      }
    }
    depth--;
    return end;
  }

  private End walk(TemplateNode node, GoValue dot) throws BuiltinException {
    switch (node) {
      case TemplateNode.Text(String text) -> out.append(text);
      case TemplateNode.Action(Pipeline pipeline) -> {
        GoValue value = evaluate(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
          if (value instanceof GoValue.Nil) {
            out.append(NO_VALUE);
          } else {
            new GoVerb(out).print(value, 'v');
          }
        }
      }
      case TemplateNode.Condition condition -> {
        int mark = variables.size();
        GoValue value = evaluate(condition.pipeline(), dot);
        boolean isTrue = TemplateFunctions.isTrue(value);
        End end =
            walk(
                isTrue ? condition.then() : condition.otherwise(),
                isTrue && condition.dot() ? value : dot);
        forget(mark);
        return end;
      }
      case TemplateNode.Range range -> {
        int mark = variables.size();
        End end = range(range, dot);
        forget(mark);
        return end;
      }
      case TemplateNode.Invocation invocation -> invoke(invocation, dot);
      case TemplateNode.Break _ -> {
        return End.BREAK;
      }
      case TemplateNode.Continue _ -> {
        return End.CONTINUE;
      }
    }
    return End.NORMAL;
  }

  private void forget(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  private void invoke(TemplateNode.Invocation invocation, GoValue dot) throws BuiltinException {
    List<TemplateNode> body = templates.get(invocation.name());
    if (body == null) {
      throw BuiltinException.of(
          "template " + GoQuote.string(invocation.name(), false) + " not defined");
    }
    Pipeline pipeline = invocation.pipeline();
    GoValue inner = pipeline == null ? GoValue.NO_VALUE : evaluate(pipeline, dot);
    List<Variable> outer = variables;
    variables = new ArrayList<>(List.of(new Variable("$", inner)));
    walk(body, inner);
    variables = outer;
  }

  /** Gives how what follows the range goes on; a break or continue of its own ends here. */
  private End range(TemplateNode.Range range, GoValue dot) throws BuiltinException {
    GoValue over = evaluate(range.pipeline(), dot);
    boolean any = false;
    switch (over) {
      case GoValue.Sequence(var elements) -> {
        for (int i = 0; i < elements.size(); i++) {
          any = true;
          if (iterate(range, new GoValue.Whole(i, "int"), elements.get(i)) == End.BREAK) {
            break;
          }
        }
      }
      case GoValue.Mapping(var members) -> {
        for (var member : members.entrySet()) {
          any = true;
          if (iterate(range, GoValue.text(member.getKey()), member.getValue()) == End.BREAK) {
            break;
          }
        }
      }
      case GoValue.Whole(long times, String type) -> {
        if (range.pipeline().variables().size() > 1) {
          throw BuiltinException.of(
              "can't use " + times + " to iterate over more than one variable");
        }
        for (long i = 0; i < times; i++) {
          any = true;
          GoValue number = new GoValue.Whole(i, type);
          if (iterate(range, number, number) == End.BREAK) {
            break;
          }
        }
      }
      case GoValue.Nil _ -> {}
      default ->
          throw BuiltinException.of("range can't iterate over a value of type " + over.type());
    }
    if (any) {
      return End.NORMAL;
    }
    End end = walk(range.otherwise(), dot);
    return end == End.BREAK ? End.NORMAL : end;
  }

  private End iterate(TemplateNode.Range range, GoValue index, GoValue element)
      throws BuiltinException {
    context.charge(1);
    List<String> names = range.pipeline().variables();
    if (names.size() == 1) {
      set(range.pipeline(), 0, 1, element);
    } else if (names.size() == 2) {
      set(range.pipeline(), 0, 2, index);
      set(range.pipeline(), 1, 1, element);
    }
    int mark = variables.size();
    End end = walk(range.body(), element);
    forget(mark);
    return end;
  }

  /** A declared variable is as far from the top of the stack as is said. */
  private void set(Pipeline pipeline, int name, int fromTop, GoValue value)
      throws BuiltinException {
    if (pipeline.assigns()) {
      assign(pipeline.variables().get(name), value);
    } else {
      variables.get(variables.size() - fromTop).value = value;
    }
  }

  private Variable variable(String name) throws BuiltinException {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        return variables.get(i);
      }
    }
    throw BuiltinException.of("undefined variable: " + name);
  }

  private void assign(String name, GoValue value) throws BuiltinException {
    variable(name).value = value;
  }

  private GoValue evaluate(Pipeline pipeline, GoValue dot) throws BuiltinException {
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
