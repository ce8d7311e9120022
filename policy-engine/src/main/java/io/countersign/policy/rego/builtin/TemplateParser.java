package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import io.countersign.policy.rego.builtin.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a template of Go's package text/template. */
final class TemplateParser {
  private final TemplateExpressions in;
  private final Map<String, List<TemplateNode>> defined = new HashMap<>();
  private int ranges;

  private TemplateParser(List<TemplateToken> tokens) {
    this.in = new TemplateExpressions(tokens);
  }

  /**
   * Reads a template.
   *
   * @throws BuiltinException when it is malformed or too deep
   */
  static TemplateNode.Template parse(EvaluationContext context, String text)
      throws BuiltinException {
    TemplateParser parser = new TemplateParser(TemplateLexer.tokens(context, text));
    List<TemplateNode> body = parser.list(true);
    if (!parser.in.peek().is(Kind.END)) {
      throw parser.in.unexpected(parser.in.peek(), "input");
    }
    parser.add("template", body);
    return new TemplateNode.Template(Map.copyOf(parser.defined));
  }

  /** Nodes up to {@code end}, {@code else} or the template's end, whose keyword stays. */
  private List<TemplateNode> list(boolean top) throws BuiltinException {
    in.enter();
    List<TemplateNode> nodes = new ArrayList<>();
    while (true) {
      TemplateToken token = in.peek();
      if (token.is(Kind.TEXT)) {
        nodes.add(new TemplateNode.Text(in.next().text()));
      } else if (token.is(Kind.LEFT)) {
        int start = in.mark();
        in.next();
        TemplateToken word = in.peekWord();
        if (word.isKeyword("end") || word.isKeyword("else")) {
          in.backTo(start);
          break;
        }
        if (word.isKeyword("define") && top) {
          in.next();
          define();
        } else {
          nodes.add(action());
        }
      } else {
        break;
      }
    }
    in.leave();
    return nodes;
  }

  private TemplateNode action() throws BuiltinException {
    TemplateToken token = in.peekWord();
    if (!token.is(Kind.KEYWORD)) {
      return new TemplateNode.Action(in.pipeline("command", Kind.RIGHT));
    }
    in.next();
    return switch (token.text()) {
      case "if" -> condition("if");
      case "with" -> condition("with");
      case "range" -> range();
      case "template" -> {
        String name = name("template clause");
        if (in.peekWord().is(Kind.RIGHT)) {
          in.next();
          yield new TemplateNode.Invocation(name, null);
        }
        yield new TemplateNode.Invocation(name, in.pipeline("template clause", Kind.RIGHT));
      }
      case "block" -> {
        String name = name("block clause");
        Pipeline pipeline = in.pipeline("block clause", Kind.RIGHT);
        body(name, "block clause");
        yield new TemplateNode.Invocation(name, pipeline);
      }
      case "break", "continue" -> {
        in.expect(Kind.RIGHT, "{{" + token.text() + "}}");
        if (ranges == 0) {
          throw TemplateToken.error(token.line(), "{{" + token.text() + "}} outside {{range}}");
        }
        yield token.text().equals("break") ? new TemplateNode.Break() : new TemplateNode.Continue();
      }
      default -> throw in.unexpected(token, "command");
    };
  }

  private String name(String where) throws BuiltinException {
    TemplateToken token = in.nextWord();
    if (!token.is(Kind.STRING) && !token.is(Kind.RAW_STRING)) {
      throw in.unexpected(token, where);
    }
    return TemplateLiterals.string(token);
  }

  private void define() throws BuiltinException {
    String name = name("define clause");
    in.expect(Kind.RIGHT, "define clause");
    body(name, "define clause");
  }

  /** The body of a template of its own, which sees no variables but its dot. */
  private void body(String name, String where) throws BuiltinException {
    List<String> outerVariables = in.variables();
    int outerRanges = ranges;
    in.know(List.of("$"));
    ranges = 0;
    List<TemplateNode> nodes = list(false);
    end(where);
    in.know(outerVariables);
    ranges = outerRanges;
    add(name, nodes);
  }

  /** One that is empty gives way to any other of its name. */
  private void add(String name, List<TemplateNode> nodes) throws BuiltinException {
    List<TemplateNode> before = defined.get(name);
    if (before == null || isEmpty(before)) {
      defined.put(name, nodes);
    } else if (!isEmpty(nodes)) {
      throw TemplateToken.error(
          in.peek().line(),
          "template: multiple definition of template " + GoQuote.string(name, false));
    }
  }

  private static boolean isEmpty(List<TemplateNode> nodes) {
    return nodes.stream()
        .allMatch(node -> node instanceof TemplateNode.Text(String text) && text.isBlank());
  }

  /** <code>{{end}}</code>. */
  private void end(String where) throws BuiltinException {
    TemplateToken left = in.next();
    if (left.is(Kind.END)) {
      throw TemplateToken.error(left.line(), "unexpected EOF");
    }
    TemplateToken keyword = in.nextWord();
    if (!keyword.isKeyword("end")) {
      throw in.unexpected(keyword, where);
    }
    in.expect(Kind.RIGHT, "end");
  }

  private TemplateNode condition(String keyword) throws BuiltinException {
    List<String> outer = in.variables();
    Pipeline pipeline = in.pipeline(keyword, Kind.RIGHT);
    List<TemplateNode> then = list(false);
    List<TemplateNode> otherwise = otherwise(keyword);
    in.know(outer);
    return new TemplateNode.Condition(keyword.equals("with"), pipeline, then, otherwise);
  }

  private TemplateNode range() throws BuiltinException {
    List<String> outer = in.variables();
    Pipeline pipeline = in.pipeline("range", Kind.RIGHT);
    ranges++;
    List<TemplateNode> body = list(false);
    ranges--;
    List<TemplateNode> otherwise = otherwise("range");
    in.know(outer);
    return new TemplateNode.Range(pipeline, body, otherwise);
  }

  /** What follows {@code else}, up to the end; {@code else if} needs no end of its own. */
  private List<TemplateNode> otherwise(String keyword) throws BuiltinException {
    int start = in.mark();
    in.next();
    if (!in.nextWord().isKeyword("else")) {
      in.backTo(start);
      end(keyword);
      return List.of();
    }
    if (!keyword.equals("range") && in.peekWord().isKeyword(keyword)) {
      in.next();
      in.enter();
      List<TemplateNode> nested = List.of(condition(keyword));
      in.leave();
      return nested;
    }
    in.expect(Kind.RIGHT, "else");
    List<TemplateNode> nodes = list(false);
    end(keyword);
    return nodes;
  }
}
