package io.countersign.policy.rego.graphql;

/**
 * A piece of a document.
 *
 * @param value the text of a name, a number, a string or a comment, otherwise empty; for an invalid
 *     piece what is wrong with it
 * @param line from 1
 * @param column from 1, in code points
 */
record Token(Kind kind, String value, int line, int column) {
  enum Kind {
    INVALID("<Invalid>"),
    EOF("<EOF>"),
    BANG("!"),
    DOLLAR("$"),
    AMP("&"),
    PAREN_L("("),
    PAREN_R(")"),
    SPREAD("..."),
    COLON(":"),
    EQUALS("="),
    AT("@"),
    BRACKET_L("["),
    BRACKET_R("]"),
    BRACE_L("{"),
    BRACE_R("}"),
    PIPE("|"),
    NAME("Name"),
    INT("Int"),
    FLOAT("Float"),
    STRING("String"),
    BLOCK_STRING("BlockString"),
    COMMENT("Comment");

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isName(String name) {
    return kind == Kind.NAME && value.equals(name);
  }

  String describe() {
    return value.isEmpty() || kind == Kind.INVALID
        ? kind.text
        : kind.text + " " + Texts.quote(value);
  }
}
