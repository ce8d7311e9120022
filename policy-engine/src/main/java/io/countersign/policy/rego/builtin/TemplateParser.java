package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Command;
import io.countersign.policy.rego.builtin.TemplateNode.Operand;
import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import io.countersign.policy.rego.builtin.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a template of Go's package text/template. */
final class TemplateParser {
  private static final int MAX_DEPTH = 200;

  private final List<TemplateToken> tokens;
  private final Map<String, List<TemplateNode>> defined = new HashMap<>();
  private List<String> variables = new ArrayList<>(List.of("$"));
  private int at;
  private int depth;
  private int ranges;

  private TemplateParser(List<TemplateToken> tokens) {
    this.tokens = tokens;
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
    if (!parser.peek().is(Kind.END)) {
      throw parser.unexpected(parser.peek(), "input");
    }
    parser.add("template", body);
    return new TemplateNode.Template(Map.copyOf(parser.defined));
  }

  private TemplateToken peek() {
    return tokens.get(at);
  }

  private TemplateToken next() {
    TemplateToken token = tokens.get(at);
    if (!token.is(Kind.END)) {
      at++;
    }
    return token;
  }

  private TemplateToken peekWord() {
    while (peek().is(Kind.SPACE)) {
      at++;
    }
    return peek();
  }

  private TemplateToken nextWord() {
    peekWord();
    return next();
  }

  private BuiltinException unexpected(TemplateToken token, String where) {
    return TemplateToken.error(
        token.line(), "unexpected " + GoQuote.string(token.text(), false) + " in " + where);
  }

  private void expect(Kind kind, String where) throws BuiltinException {
    TemplateToken token = nextWord();
    if (!token.is(kind)) {
      throw unexpected(token, where);
    }
  }

  /** Nodes up to {@code end}, {@code else} or the template's end, whose keyword stays. */
  private List<TemplateNode> list(boolean top) throws BuiltinException {
    if (++depth > MAX_DEPTH) {
      throw TemplateToken.error(peek().line(), "max expression depth exceeded");
    }
    List<TemplateNode> nodes = new ArrayList<>();
    while (true) {
      TemplateToken token = peek();
      if (token.is(Kind.TEXT)) {
        nodes.add(new TemplateNode.Text(next().text()));
      } else if (token.is(Kind.LEFT)) {
        int start = at;
        next();
        TemplateToken word = peekWord();
        if (word.isKeyword("end") || word.isKeyword("else")) {
          at = start;
          break;
        }
        if (word.isKeyword("define") && top) {
          next();
          define();
        } else {
          nodes.add(action());
        }
      } else {
        break;
      }
    }
    depth--;
    return nodes;
  }

  private TemplateNode action() throws BuiltinException {
    TemplateToken token = peekWord();
    if (!token.is(Kind.KEYWORD)) {
      return new TemplateNode.Action(pipeline("command", Kind.RIGHT));
    }
    next();
    return switch (token.text()) {
      case "if" -> condition("if");
      case "with" -> condition("with");
      case "range" -> range();
      case "template" -> {
        String name = name("template clause");
        if (peekWord().is(Kind.RIGHT)) {
          next();
          yield new TemplateNode.Invocation(name, null);
        }
        yield new TemplateNode.Invocation(name, pipeline("template clause", Kind.RIGHT));
      }
      case "block" -> {
        String name = name("block clause");
        Pipeline pipeline = pipeline("block clause", Kind.RIGHT);
        body(name, "block clause");
        yield new TemplateNode.Invocation(name, pipeline);
      }
      case "break", "continue" -> {
        expect(Kind.RIGHT, "{{" + token.text() + "}}");
        if (ranges == 0) {
          throw TemplateToken.error(token.line(), "{{" + token.text() + "}} outside {{range}}");
        }
        yield token.text().equals("break") ? new TemplateNode.Break() : new TemplateNode.Continue();
      }
      default -> throw unexpected(token, "command");
    };
  }

  private String name(String where) throws BuiltinException {
    TemplateToken token = nextWord();
    if (!token.is(Kind.STRING) && !token.is(Kind.RAW_STRING)) {
      throw unexpected(token, where);
    }
    return TemplateLiterals.string(token);
  }

  private void define() throws BuiltinException {
    String name = name("define clause");
    expect(Kind.RIGHT, "define clause");
    body(name, "define clause");
  }

  /** The body of a template of its own, which sees no variables but its dot. */
  private void body(String name, String where) throws BuiltinException {
    List<String> outerVariables = variables;
    int outerRanges = ranges;
    variables = new ArrayList<>(List.of("$"));
    ranges = 0;
    List<TemplateNode> nodes = list(false);
    end(where);
    variables = outerVariables;
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
          peek().line(),
          "template: multiple definition of template " + GoQuote.string(name, false));
    }
  }

  private static boolean isEmpty(List<TemplateNode> nodes) {
    return nodes.stream()
        .allMatch(node -> node instanceof TemplateNode.Text(String text) && text.isBlank());
  }

  /** <code>{{end}}</code>. */
  private void end(String where) throws BuiltinException {
    TemplateToken left = next();
    if (left.is(Kind.END)) {
      throw TemplateToken.error(left.line(), "unexpected EOF");
    }
    TemplateToken keyword = nextWord();
    if (!keyword.isKeyword("end")) {
      throw unexpected(keyword, where);
    }
    expect(Kind.RIGHT, "end");
  }

  private TemplateNode condition(String keyword) throws BuiltinException {
    int outer = variables.size();
    Pipeline pipeline = pipeline(keyword, Kind.RIGHT);
    List<TemplateNode> then = list(false);
    List<TemplateNode> otherwise = otherwise(keyword);
    variables = new ArrayList<>(variables.subList(0, outer));
    return new TemplateNode.Condition(keyword.equals("with"), pipeline, then, otherwise);
  }

  private TemplateNode range() throws BuiltinException {
    int outer = variables.size();
    Pipeline pipeline = pipeline("range", Kind.RIGHT);
    ranges++;
    List<TemplateNode> body = list(false);
    ranges--;
    List<TemplateNode> otherwise = otherwise("range");
    variables = new ArrayList<>(variables.subList(0, outer));
    return new TemplateNode.Range(pipeline, body, otherwise);
  }

  /** What follows {@code else}, up to the end; {@code else if} needs no end of its own. */
  private List<TemplateNode> otherwise(String keyword) throws BuiltinException {
    int start = at;
    next();
    if (!nextWord().isKeyword("else")) {
      at = start;
      end(keyword);
      return List.of();
    }
    if (!keyword.equals("range") && peekWord().isKeyword(keyword)) {
      next();
      if (++depth > MAX_DEPTH) {
        throw TemplateToken.error(peek().line(), "max expression depth exceeded");
      }
      List<TemplateNode> nested = List.of(condition(keyword));
      depth--;
      return nested;
    }
    expect(Kind.RIGHT, "else");
    List<TemplateNode> nodes = list(false);
    end(keyword);
    return nodes;
  }

  private Pipeline pipeline(String where, Kind end) throws BuiltinException {
    List<String> set = new ArrayList<>();
    boolean assigns = false;
    while (peekWord().is(Kind.VARIABLE)) {
      int start = at;
      String name = next().text();
      TemplateToken after = peekWord();
      if (after.is(Kind.COMMA) && where.equals("range") && set.isEmpty()) {
        next();
        set.add(name);
        variables.add(name);
        if (!peekWord().is(Kind.VARIABLE)) {
          throw TemplateToken.error(after.line(), "range can only initialize variables");
        }
      } else if (after.is(Kind.COMMA)) {
        throw TemplateToken.error(after.line(), "too many declarations in " + where);
      } else if (after.is(Kind.DECLARE) || after.is(Kind.ASSIGN)) {
        next();
        assigns = after.is(Kind.ASSIGN);
        set.add(name);
        variables.add(name);
        break;
      } else {
        at = start;
        break;
      }
    }
    List<Command> commands = new ArrayList<>();
    while (!peekWord().is(end)) {
      Command command = command(where);
      if (!commands.isEmpty() && isConstant(command.operands().getFirst())) {
        throw TemplateToken.error(
            peek().line(), "non executable command in pipeline stage " + (commands.size() + 1));
      }
      commands.add(command);
    }
    if (commands.isEmpty()) {
      throw TemplateToken.error(peek().line(), "missing value for " + where);
    }
    next();
    return new Pipeline(set, assigns, commands);
  }

  private static boolean isConstant(Operand operand) {
    return operand instanceof TemplateNode.Literal
        || operand instanceof TemplateNode.Nil
        || operand instanceof TemplateNode.Dot;
  }

  private Command command(String where) throws BuiltinException {
    List<Operand> operands = new ArrayList<>();
    while (true) {
      TemplateToken start = peekWord();
      Operand operand = operand();
      if (operand != null) {
        operands.add(operand);
      }
      TemplateToken token = peek();
      if (token.is(Kind.SPACE)) {
        continue;
      }
      if (token.is(Kind.PIPE)) {
        next();
      } else if (!token.is(Kind.RIGHT) && !token.is(Kind.RIGHT_PAREN)) {
        throw unexpected(operand == null ? start : token, operand == null ? where : "operand");
      }
      if (operands.isEmpty()) {
        throw TemplateToken.error(token.line(), "empty command");
      }
      return new Command(operands);
    }
  }

  private @Nullable Operand operand() throws BuiltinException {
    TemplateToken token = peek();
    Operand term = term();
    if (term == null || !peek().is(Kind.FIELD)) {
      return term;
    }
    if (isConstant(term)) {
      throw TemplateToken.error(
          token.line(), "unexpected . after term " + GoQuote.string(token.text(), false));
    }
    List<String> names = new ArrayList<>();
    Operand of = term;
    if (term instanceof TemplateNode.Fields(Operand receiver, List<String> first)) {
      of = receiver;
      names.addAll(first);
    }
    while (peek().is(Kind.FIELD)) {
      names.add(next().text().substring(1));
    }
    return new TemplateNode.Fields(of, names);
  }

  private @Nullable Operand term() throws BuiltinException {
    TemplateToken token = peek();
    Operand term =
        switch (token.kind()) {
          case IDENTIFIER -> {
            if (!TemplateFunctions.has(token.text())) {
              throw TemplateToken.error(
                  token.line(), "function " + GoQuote.string(token.text(), false) + " not defined");
            }
            yield new TemplateNode.Function(token.text());
          }
          case DOT -> new TemplateNode.Dot();
          case NIL -> new TemplateNode.Nil();
          case VARIABLE -> {
            if (!variables.contains(token.text())) {
              throw TemplateToken.error(
                  token.line(), "undefined variable " + GoQuote.string(token.text(), false));
            }
            yield new TemplateNode.Variable(token.text());
          }
          case FIELD ->
              new TemplateNode.Fields(new TemplateNode.Dot(), List.of(token.text().substring(1)));
          case BOOL -> new TemplateNode.Literal(new GoValue.Bool(token.text().equals("true")));
          case CHARACTER, NUMBER -> new TemplateNode.Literal(TemplateLiterals.number(token));
          case STRING, RAW_STRING ->
              new TemplateNode.Literal(GoValue.text(TemplateLiterals.string(token)));
          case LEFT_PAREN -> {
            if (++depth > MAX_DEPTH) {
              throw TemplateToken.error(token.line(), "max expression depth exceeded");
            }
            next();
            Pipeline pipeline = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
            depth--;
            at--; // what closes it is taken below, as any other term
            yield new TemplateNode.Parenthesized(pipeline);
          }
          default -> null;
        };
    if (term != null) {
      next();
    }
    return term;
  }
}
