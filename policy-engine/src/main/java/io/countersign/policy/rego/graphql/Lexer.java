package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.graphql.Token.Kind;

/** Takes a document apart (GraphQL section 2.1); lines and columns as OPA reports them. */
final class Lexer {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final int[] text;
  private int at;
  private int line = 1;
  private int lineStart;

  Lexer(String text) {
    this.text = text.codePoints().toArray();
  }

  Token next() {
    skipIgnored();
    int start = at;
    if (at >= text.length) {
      return token(Kind.EOF, "", start);
    }
    int c = text[at++];
    return switch (c) {
      case '!' -> token(Kind.BANG, "", start);
      case '$' -> token(Kind.DOLLAR, "", start);
      case '&' -> token(Kind.AMP, "", start);
      case '(' -> token(Kind.PAREN_L, "", start);
      case ')' -> token(Kind.PAREN_R, "", start);
      case ':' -> token(Kind.COLON, "", start);
      case '=' -> token(Kind.EQUALS, "", start);
      case '@' -> token(Kind.AT, "", start);
      case '[' -> token(Kind.BRACKET_L, "", start);
      case ']' -> token(Kind.BRACKET_R, "", start);
      case '{' -> token(Kind.BRACE_L, "", start);
      case '}' -> token(Kind.BRACE_R, "", start);
      case '|' -> token(Kind.PIPE, "", start);
      case '#' -> comment(start);
      case '"' -> look(0) == '"' && look(1) == '"' ? blockString(start) : string(start);
      case '.' -> {
        if (look(0) == '.' && look(1) == '.') {
          at += 2;
          yield token(Kind.SPREAD, "", start);
        }
        yield unexpected(start);
      }
      default -> {
        if (isNameStart(c)) {
          yield name(start);
        }
        yield c == '-' || isDigit(c) ? number(start) : unexpected(start);
      }
    };
  }

  private Token unexpected(int start) {
    at = start;
    return invalid("Cannot parse the unexpected character.");
  }

  private void skipIgnored() {
    while (at < text.length) {
      int c = text[at];
      if (c == '\n' || c == '\r') {
        lineBreak();
      } else if (c == ' ' || c == '\t' || c == ',' || c == BYTE_ORDER_MARK) {
        at++;
      } else {
        return;
      }
    }
  }

  /** OPA counts the column after a carriage return from there, even when a line feed follows. */
  private void lineBreak() {
    boolean carriageReturn = text[at] == '\r';
    at++;
    line++;
    lineStart = at;
    if (carriageReturn && look(0) == '\n') {
      at++;
    }
  }

  private Token comment(int start) {
    while (at < text.length && (text[at] > 0x1F || text[at] == '\t')) {
      at++;
    }
    return token(Kind.COMMENT, substring(start, at), start);
  }

  private Token name(int start) {
    while (at < text.length && (isNameStart(text[at]) || isDigit(text[at]))) {
      at++;
    }
    return token(Kind.NAME, substring(start, at), start);
  }

  private Token number(int start) {
    at = start;
    skipIf('-', '-');
    if (skipIf('0', '0')) {
      if (isDigit(look(0))) {
        return invalid("Invalid number, unexpected digit after 0.");
      }
    } else if (!digits()) {
      return invalid("Invalid number, expected digit.");
    }
    Kind kind = Kind.INT;
    if (skipIf('.', '.')) {
      kind = Kind.FLOAT;
      if (!digits()) {
        return invalid("Invalid number, expected digit.");
      }
    }
    if (skipIf('e', 'E')) {
      kind = Kind.FLOAT;
      skipIf('+', '-');
      if (!digits()) {
        return invalid("Invalid number, expected digit.");
      }
    }
    return token(kind, substring(start, at), start);
  }

  private boolean digits() {
    int from = at;
    while (isDigit(look(0))) {
      at++;
    }
    return at > from;
  }

  private boolean skipIf(char one, char other) {
    if (look(0) == one || look(0) == other) {
      at++;
      return true;
    }
    return false;
  }

  private Token string(int start) {
    StringBuilder out = new StringBuilder();
    while (at < text.length && text[at] != '\n' && text[at] != '\r') {
      int c = text[at++];
      if (c == '"') {
        // The column is that of the first character inside.
        return token(Kind.STRING, out.toString(), start + 1);
      }
      if (c < 0x20 && c != '\t') {
        return invalid("Invalid character within String.");
      }
      if (c != '\\') {
        out.appendCodePoint(c);
      } else if (!escape(out)) {
        return invalid("Invalid character escape sequence.");
      }
    }
    return invalid("Unterminated string.");
  }

  private boolean escape(StringBuilder out) {
    int c = look(0);
    at++;
    switch (c) {
      case '"', '/', '\\' -> out.append((char) c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          int digit = look(0) < 0x80 ? Character.digit(look(0), 16) : -1;
          if (digit < 0) {
            return false;
          }
          value = (value << 4) | digit;
          at++;
        }
        // Each escape stands alone: half of a pair is no character.
        out.append(Character.isSurrogate((char) value) ? '\uFFFD' : (char) value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Token blockString(int start) {
    at += 2;
    StringBuilder out = new StringBuilder();
    while (at < text.length) {
      int c = text[at];
      if (c == '"' && look(1) == '"' && look(2) == '"') {
        int quotes = 3;
        while (look(quotes) == '"') {
          quotes++;
        }
        out.repeat('"', quotes - 3);
        Token token = token(Kind.BLOCK_STRING, BlockString.value(out.toString()), start + 3);
        at += quotes;
        return token;
      }
      if (c == '\\' && look(1) == '"' && look(2) == '"' && look(3) == '"') {
        out.append("\"\"\"");
        at += 4;
      } else if (c == '\r' || c == '\n') {
        out.append('\n');
        at += c == '\r' && look(1) == '\n' ? 2 : 1;
        line++;
        lineStart = at;
      } else if (c < 0x20 && c != '\t') {
        return invalid("Invalid character within String.");
      } else {
        out.appendCodePoint(c);
        at++;
      }
    }
    return invalid("Unterminated string.");
  }

  private Token token(Kind kind, String value, int start) {
    return new Token(kind, value, line, start - lineStart + 1);
  }

  private Token invalid(String message) {
    return token(Kind.INVALID, message, Math.min(at, text.length));
  }

  /** The character that many after the next one, or -1. */
  private int look(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : -1;
  }

  private String substring(int from, int to) {
    return new String(text, from, to - from);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
