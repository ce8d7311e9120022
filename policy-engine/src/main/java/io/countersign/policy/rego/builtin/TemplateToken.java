package io.countersign.policy.rego.builtin;

/**
 * A token of a template.
 *
 * @param text as it is written, with quotation marks
 * @param line counted from 1
 */
record TemplateToken(Kind kind, String text, int line) {
  /** What kind of token. */
  enum Kind {
    TEXT,
    LEFT,
    RIGHT,
    SPACE,
    IDENTIFIER,
    KEYWORD,
    FIELD,
    VARIABLE,
    DOT,
    BOOL,
    NIL,
    STRING,
    RAW_STRING,
    CHARACTER,
    NUMBER,
    ASSIGN,
    DECLARE,
    PIPE,
    COMMA,
    LEFT_PAREN,
    RIGHT_PAREN,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isKeyword(String word) {
    return kind == Kind.KEYWORD && text.equals(word);
  }

  /** An error at a line of the template. */
  static BuiltinException error(int line, String message) {
    return BuiltinException.of("template: template:" + line + ": " + message);
  }
}
