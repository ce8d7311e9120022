package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What both kinds of documents have in common: values, types, directives, comments. */
class Parser {
  private static final int MAX_DEPTH = 200;

  private final Lexer lexer;
  private final LongConsumer charge;
  private @Nullable Token peeked;
  private Token previous = new Token(Kind.EOF, "", 1, 1);
  private @Nullable Node comment;
  private int depth;

  /** One part of a list. */
  @FunctionalInterface
  interface Part {
    Node parse() throws GraphqlException;
  }

  /** How often the parser is entered again from inside. */
  @FunctionalInterface
  interface Nested<T> {
    T parse() throws GraphqlException;
  }

  Parser(String text, LongConsumer charge) {
    charge.accept(text.length() / 8 + 1);
    this.lexer = new Lexer(text);
    this.charge = charge;
  }

  Token peek() {
    Token token = peeked;
    if (token == null) {
      token = read();
      peeked = token;
    }
    return token;
  }

  /** Reads over comments; they belong to whatever comes next. */
  private Token read() {
    charge.accept(1);
    Token token = lexer.next();
    if (token.is(Kind.COMMENT)) {
      List<Node> comments = new ArrayList<>();
      while (token.is(Kind.COMMENT)) {
        comments.add(node(Shape.COMMENT, token).with("Value", token.value()));
        charge.accept(1);
        token = lexer.next();
      }
      comment = Node.without(Shape.COMMENTS).with("List", comments);
    }
    return token;
  }

  Token next() throws GraphqlException {
    Token token = peek();
    if (token.is(Kind.INVALID)) {
      throw error(token, token.value());
    }
    peeked = null;
    comment = null;
    previous = token;
    return token;
  }

  Token previous() {
    return previous;
  }

  @Nullable Node comment() {
    return comment;
  }

  boolean nextIs(Kind kind) {
    return peek().is(kind);
  }

  boolean skip(Kind kind) throws GraphqlException {
    if (nextIs(kind)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Kind kind) throws GraphqlException {
    if (!nextIs(kind)) {
      throw error(peek(), "Expected " + kind.text + ", found " + peek().kind().text);
    }
    return next();
  }

  void expectKeyword(String keyword) throws GraphqlException {
    if (!peek().isName(keyword)) {
      throw error(peek(), "Expected " + Texts.quote(keyword) + ", found " + peek().describe());
    }
    next();
  }

  String name() throws GraphqlException {
    return expect(Kind.NAME).value();
  }

  static GraphqlException error(Token token, String message) {
    return GraphqlException.at(token.line(), token.column(), message);
  }

  GraphqlException unexpected() {
    return unexpected(peek());
  }

  static GraphqlException unexpected(Token token) {
    return error(token, "Unexpected " + token.describe());
  }

  Node node(Shape shape) {
    return node(shape, peek());
  }

  private static Node node(Shape shape, Token token) {
    return new Node(shape, token.line(), token.column());
  }

  /** Guards the stack against documents that are nested without end. */
  <T> T nested(Nested<T> parse) throws GraphqlException {
    if (++depth > MAX_DEPTH) {
      throw error(peek(), "nested too deeply");
    }
    T result = parse.parse();
    depth--;
    return result;
  }

  /** Nothing, or at least one part between two brackets. */
  List<Node> some(Kind start, Kind end, Part part) throws GraphqlException {
    if (!nextIs(start)) {
      return List.of();
    }
    List<Node> parts = many(start, end, part);
    if (parts.isEmpty()) {
      throw error(peek(), "expected at least one definition, found " + peek().kind().text);
    }
    next();
    return parts;
  }

  private List<Node> many(Kind start, Kind end, Part part) throws GraphqlException {
    expect(start);
    List<Node> parts = new ArrayList<>();
    while (!nextIs(end)) {
      parts.add(nested(part::parse));
    }
    return parts;
  }

  List<Node> directives(boolean constant) throws GraphqlException {
    List<Node> directives = new ArrayList<>();
    while (skip(Kind.AT)) {
      directives.add(
          node(Shape.DIRECTIVE).with("Name", name()).with("Arguments", arguments(constant)));
    }
    return directives;
  }

  List<Node> arguments(boolean constant) throws GraphqlException {
    return some(
        Kind.PAREN_L,
        Kind.PAREN_R,
        () -> {
          Node argument = node(Shape.ARGUMENT).with("Comment", comment()).with("Name", name());
          expect(Kind.COLON);
          return argument.with("Value", value(constant));
        });
  }

  String variableName() throws GraphqlException {
    expect(Kind.DOLLAR);
    return name();
  }

  Node type() throws GraphqlException {
    Node type;
    if (skip(Kind.BRACKET_L)) {
      type = node(Shape.TYPE).with("Elem", nested(this::type));
      expect(Kind.BRACKET_R);
    } else {
      type = node(Shape.TYPE).with("NamedType", name());
    }
    return skip(Kind.BANG) ? type.with("NonNull", true) : type;
  }

  Node value(boolean constant) throws GraphqlException {
    Token token = peek();
    Node value = node(Shape.VALUE);
    switch (token.kind()) {
      case BRACKET_L -> {
        value.with("Comment", comment()).with("Kind", Values.LIST);
        value.with(
            "Children",
            many(
                Kind.BRACKET_L,
                Kind.BRACKET_R,
                () -> Node.without(Shape.CHILD_VALUE).with("Value", value(constant))));
        next();
        return value;
      }
      case BRACE_L -> {
        value.with("Comment", comment()).with("Kind", Values.OBJECT);
        value.with("Children", many(Kind.BRACE_L, Kind.BRACE_R, () -> objectField(constant)));
        next();
        return value;
      }
      case DOLLAR -> {
        if (constant) {
          throw unexpected();
        }
        return value
            .with("Comment", comment())
            .with("Kind", Values.VARIABLE)
            .with("Raw", variableName());
      }
      case INT -> value.with("Kind", Values.INT);
      case FLOAT -> value.with("Kind", Values.FLOAT);
      case STRING -> value.with("Kind", Values.STRING);
      case BLOCK_STRING -> value.with("Kind", Values.BLOCK);
      case NAME ->
          value.with(
              "Kind",
              switch (token.value()) {
                case "true", "false" -> Values.BOOLEAN;
                case "null" -> Values.NULL;
                default -> Values.ENUM;
              });
      default -> throw unexpected();
    }
    next();
    return value.with("Raw", token.value());
  }

  private Node objectField(boolean constant) throws GraphqlException {
    Node field = node(Shape.CHILD_VALUE).with("Comment", comment()).with("Name", name());
    expect(Kind.COLON);
    return field.with("Value", value(constant));
  }
}
