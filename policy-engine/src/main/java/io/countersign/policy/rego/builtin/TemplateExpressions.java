package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateNode.Command;
import io.countersign.policy.rego.builtin.TemplateNode.Operand;
import io.countersign.policy.rego.builtin.TemplateNode.Pipeline;
import io.countersign.policy.rego.builtin.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the pipelines of a template, and knows which variables they may speak of. */
final class TemplateExpressions {
  private static final int MAX_DEPTH = 200;

  private final List<TemplateToken> tokens;
  private List<String> variables = new ArrayList<>(List.of("$"));
  private int at;
  private int depth;

  TemplateExpressions(List<TemplateToken> tokens) {
    this.tokens = tokens;
  }

  TemplateToken peek() {
    return tokens.get(at);
  }

  TemplateToken next() {
    TemplateToken token = tokens.get(at);
    if (!token.is(Kind.END)) {
      at++;
    }
    return token;
  }

  TemplateToken peekWord() {
    while (peek().is(Kind.SPACE)) {
      at++;
    }
    return peek();
  }

  TemplateToken nextWord() {
    peekWord();
    return next();
  }

  BuiltinException unexpected(TemplateToken token, String where) {
    return TemplateToken.error(
        token.line(), "unexpected " + GoQuote.string(token.text(), false) + " in " + where);
  }

  void expect(Kind kind, String where) throws BuiltinException {
    TemplateToken token = nextWord();
    if (!token.is(kind)) {
      throw unexpected(token, where);
    }
  }

  /** The place of the next token, to come back to. */
  int mark() {
    return at;
  }

  void backTo(int mark) {
    at = mark;
  }

  /** The variables that are known here. */
  List<String> variables() {
    return List.copyOf(variables);
  }

  void know(List<String> known) {
    variables = new ArrayList<>(known);
  }

  /** One level deeper, of actions and parentheses together. */
  void enter() throws BuiltinException {
    if (++depth > MAX_DEPTH) {
      throw TemplateToken.error(peek().line(), "max expression depth exceeded");
    }
  }

  void leave() {
    depth--;
  }

  /**
   * A pipeline, and what ends it.
   *
   * @param where what errors say it belongs to
   */
  Pipeline pipeline(String where, Kind end) throws BuiltinException {
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
            enter();
            next();
            Pipeline pipeline = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
            leave();
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
