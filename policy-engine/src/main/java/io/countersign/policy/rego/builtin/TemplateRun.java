package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import java.util.List;
import java.util.Map;

/** One execution of a template of Go's package text/template. */
final class TemplateRun {
  /** What stands where there is no value. */
  static final String NO_VALUE = "<no value>";

  // Of nested actions and invocations together; each takes a few frames of the stack.
  private static final int MAX_DEPTH = 250;

  private final EvaluationContext context;
  private final BoundedText out;
  private final Map<String, List<TemplateNode>> templates;
  private TemplateEvaluation scope;
  private int depth;

  /** How a list of nodes came to its end. */
  private enum End {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private TemplateRun(EvaluationContext context, TemplateNode.Template template, GoValue data) {
    this.context = context;
    this.out = new BoundedText(context);
    this.templates = template.bodies();
    this.scope = new TemplateEvaluation(context, data);
  }

  /**
   * Executes a template.
   *
   * @throws BuiltinException when the data is not what the template expects
   */
  static String run(EvaluationContext context, TemplateNode.Template template, GoValue data)
      throws BuiltinException {
    TemplateRun run = new TemplateRun(context, template, data);
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
        GoValue value = scope.evaluate(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
          if (value instanceof GoValue.Nil) {
            out.append(NO_VALUE);
          } else {
            new GoVerb(out).print(value, 'v');
          }
        }
      }
      case TemplateNode.Condition condition -> {
        int mark = scope.size();
        GoValue value = scope.evaluate(condition.pipeline(), dot);
        boolean isTrue = TemplateFunctions.isTrue(value);
        End end =
            walk(
                isTrue ? condition.then() : condition.otherwise(),
                isTrue && condition.dot() ? value : dot);
        scope.forget(mark);
        return end;
      }
      case TemplateNode.Range range -> {
        int mark = scope.size();
        End end = range(range, dot);
        scope.forget(mark);
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

  private void invoke(TemplateNode.Invocation invocation, GoValue dot) throws BuiltinException {
    List<TemplateNode> body = templates.get(invocation.name());
    if (body == null) {
      throw BuiltinException.of(
          "template " + GoQuote.string(invocation.name(), false) + " not defined");
    }
    Pipeline pipeline = invocation.pipeline();
    GoValue inner = pipeline == null ? GoValue.NO_VALUE : scope.evaluate(pipeline, dot);
    TemplateEvaluation outer = scope;
    scope = new TemplateEvaluation(context, inner);
    walk(body, inner);
    scope = outer;
  }

  /** Gives how what follows the range goes on; a break or continue of its own ends here. */
  private End range(TemplateNode.Range range, GoValue dot) throws BuiltinException {
    GoValue over = scope.evaluate(range.pipeline(), dot);
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
    int mark = scope.size();
    End end = walk(range.body(), element);
    scope.forget(mark);
    return end;
  }

  /** A declared variable is as far from the top of the stack as is said. */
  private void set(Pipeline pipeline, int name, int fromTop, GoValue value)
      throws BuiltinException {
    if (pipeline.assigns()) {
      scope.assign(pipeline.variables().get(name), value);
    } else {
      scope.set(fromTop, value);
    }
  }
}
