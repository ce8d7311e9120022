package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes a template apart: text, and between <code>{{</code> and <code>}}</code> the tokens of
 * actions. Comments, and the space that <code>{{- </code> and <code> -}}</code> trim, are left out.
 */
final class TemplateLexer {
  private static final String LEFT = "{{";
  private static final String RIGHT = "}}";
  private static final String SPACE = " \t\r\n";
  private static final Set<String> KEYWORDS =
      Set.of(
          "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with");

  private final EvaluationContext context;
  private final String input;
  private final List<TemplateToken> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int parens;

  private TemplateLexer(EvaluationContext context, String input) {
    this.context = context;
    this.input = input;
  }

  static List<TemplateToken> tokens(EvaluationContext context, String input)
      throws BuiltinException {
    TemplateLexer lexer = new TemplateLexer(context, input);
    lexer.read();
    return lexer.tokens;
  }

  private void read() throws BuiltinException {
    boolean trimmed = false;
    while (at < input.length()) {
      int left = input.indexOf(LEFT, at);
      int end = left < 0 ? input.length() : left;
      boolean trims = left >= 0 && isLeftTrim(left + LEFT.length());
      int from = trimmed ? skipSpace(at) : at;
      int to = end;
      while (trims && to > from && isSpace(to - 1)) {
        to--;
      }
      if (from < to) {
        add(Kind.TEXT, input.substring(from, to));
      }
      countLines(at, end);
      at = end;
      if (left >= 0) {
        at = left + LEFT.length() + (trims ? 2 : 0);
        trimmed = input.startsWith("/*", at) ? comment() : action();
      }
    }
    add(Kind.END, "EOF");
  }

  private void add(Kind kind, String text) {
    context.charge(1);
    tokens.add(new TemplateToken(kind, text, line));
  }

  private void countLines(int from, int to) {
    for (int i = from; i < to; i++) {
      if (input.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private boolean isSpace(int index) {
    return index < input.length() && SPACE.indexOf(input.charAt(index)) >= 0;
  }

  private int skipSpace(int from) {
    int to = from;
    while (isSpace(to)) {
      to++;
    }
    return to;
  }

  private boolean isLeftTrim(int index) {
    return input.startsWith("-", index) && isSpace(index + 1);
  }

  private boolean isRightTrim(int index) {
    return isSpace(index) && input.startsWith("-" + RIGHT, index + 1);
  }

  /** Whether the text after the comment is trimmed. */
  private boolean comment() throws BuiltinException {
    int end = input.indexOf("*/", at + 2);
    if (end < 0) {
      throw error("unclosed comment");
    }
    countLines(at, end);
    at = end + 2;
    boolean trims = isRightTrim(at);
    if (!trims && !input.startsWith(RIGHT, at)) {
      throw error("comment ends before closing delimiter");
    }
    at += RIGHT.length() + (trims ? 2 : 0);
    return trims;
  }

  /** Whether the text after the action is trimmed. */
  private boolean action() throws BuiltinException {
    add(Kind.LEFT, LEFT);
    parens = 0;
    while (true) {
      boolean trims = isRightTrim(at);
      if (trims || input.startsWith(RIGHT, at)) {
        if (parens > 0) {
          throw error("unclosed left paren");
        }
        at += RIGHT.length() + (trims ? 2 : 0);
        add(Kind.RIGHT, RIGHT);
        return trims;
      }
      if (at == input.length()) {
        throw error("unclosed action");
      }
      token();
    }
  }

  private void token() throws BuiltinException {
    int c = input.codePointAt(at);
    if (isSpace(at)) {
      int end = skipSpace(at);
      if (end > at + 1 && isRightTrim(end - 1)) {
        end--; // the last one belongs to the delimiter
      }
      add(Kind.SPACE, " ");
      countLines(at, end);
      at = end;
      return;
    }
    switch (c) {
      case '=' -> take(Kind.ASSIGN, 1);
      case ':' -> {
        if (!input.startsWith(":=", at)) {
          throw error("expected :=");
        }
        take(Kind.DECLARE, 2);
      }
      case '|' -> take(Kind.PIPE, 1);
      case ',' -> take(Kind.COMMA, 1);
      case '(' -> {
        parens++;
        take(Kind.LEFT_PAREN, 1);
      }
      case ')' -> {
        if (--parens < 0) {
          throw error("unexpected right paren");
        }
        take(Kind.RIGHT_PAREN, 1);
      }
      case '"' -> quoted(Kind.STRING, "unterminated quoted string");
      case '\'' -> quoted(Kind.CHARACTER, "unterminated character constant");
      case '`' -> {
        int end = input.indexOf('`', at + 1);
        if (end < 0) {
          throw error("unterminated raw quoted string");
        }
        take(Kind.RAW_STRING, end + 1 - at);
      }
      case '$' -> word(Kind.VARIABLE, Kind.VARIABLE);
      default -> {
        if (c == '.' && !isDigit(at + 1)) {
          word(Kind.FIELD, Kind.DOT);
        } else if (c == '.' || c == '+' || c == '-' || isDigit(at)) {
          number();
        } else if (isWordPart(c)) {
          identifier();
        } else {
          throw error("unexpected " + GoQuote.string(Character.toString(c), false) + " in action");
        }
      }
    }
  }

  private void take(Kind kind, int length) {
    String text = input.substring(at, at + length);
    add(kind, text);
    countLines(at, at + length);
    at += length;
  }

  private void quoted(Kind kind, String problem) throws BuiltinException {
    char quote = input.charAt(at);
    int end = at + 1;
    while (end < input.length() && input.charAt(end) != quote && input.charAt(end) != '\n') {
      end += input.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= input.length() || input.charAt(end) != quote) {
      throw error(problem);
    }
    take(kind, end + 1 - at);
  }

  private boolean isDigit(int index) {
    return index < input.length() && input.charAt(index) >= '0' && input.charAt(index) <= '9';
  }

  private static boolean isWordPart(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < input.length() && isWordPart(input.codePointAt(end))) {
      end += Character.charCount(input.codePointAt(end));
    }
    return end;
  }

  /** A dot or a dollar, and a name perhaps. */
  private void word(Kind named, Kind alone) throws BuiltinException {
    int end = endOfWord(at + 1);
    checkTerminator(end);
    take(end == at + 1 ? alone : named, end - at);
  }

  private void identifier() throws BuiltinException {
    int end = endOfWord(at);
    checkTerminator(end);
    String word = input.substring(at, end);
    Kind kind =
        switch (word) {
          case "true", "false" -> Kind.BOOL;
          case "nil" -> Kind.NIL;
          default -> KEYWORDS.contains(word) ? Kind.KEYWORD : Kind.IDENTIFIER;
        };
    take(kind, end - at);
  }

  private void checkTerminator(int end) throws BuiltinException {
    if (end < input.length()
        && !isSpace(end)
        && ".,|:)(".indexOf(input.charAt(end)) < 0
        && !input.startsWith(RIGHT, end)) {
      throw error("bad character in action");
    }
  }

  /** Everything that may belong to a number; the parser finds out whether it is one. */
  private void number() throws BuiltinException {
    int end = at + 1;
    while (end < input.length()) {
      char c = input.charAt(end);
      boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(input.charAt(end - 1)) >= 0;
      if (!sign && c != '.' && !isWordPart(c)) {
        break;
      }
      end++;
    }
    take(Kind.NUMBER, end - at);
  }

  private BuiltinException error(String message) {
    return TemplateToken.error(line, message);
  }
}
