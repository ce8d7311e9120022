package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads operations and fragments (GraphQL sections 2.3 to 2.8). */
final class QueryParser extends Parser {
  QueryParser(String text, LongConsumer charge) {
    super(text, charge);
  }

  Node document() throws GraphqlException {
    List<Node> operations = new ArrayList<>();
    List<Node> fragments = new ArrayList<>();
    while (!nextIs(Kind.EOF)) {
      Token token = peek();
      if (token.isName("fragment")) {
        fragments.add(fragment());
      } else if (token.is(Kind.BRACE_L)
          || token.isName("query")
          || token.isName("mutation")
          || token.isName("subscription")) {
        operations.add(operation());
      } else {
        throw unexpected();
      }
    }
    return Node.without(Shape.QUERY_DOCUMENT)
        .with("Operations", operations)
        .with("Fragments", fragments);
  }

  private Node operation() throws GraphqlException {
    if (nextIs(Kind.BRACE_L)) {
      // A comment before the short form is nobody's.
      return node(Shape.OPERATION).with("Operation", "query").with("SelectionSet", selections());
    }
    Node operation = node(Shape.OPERATION).with("Comment", comment());
    operation.with("Operation", next().value());
    if (nextIs(Kind.NAME)) {
      operation.with("Name", next().value());
    }
    return operation
        .with("VariableDefinitions", variables())
        .with("Directives", directives(false))
        .with("SelectionSet", selections());
  }

  private List<Node> variables() throws GraphqlException {
    return some(
        Kind.PAREN_L,
        Kind.PAREN_R,
        () -> {
          Node variable = node(Shape.VARIABLE).with("Comment", comment());
          variable.with("Variable", variableName());
          expect(Kind.COLON);
          variable.with("Type", type());
          if (skip(Kind.EQUALS)) {
            variable.with("DefaultValue", value(true));
          }
          return variable.with("Directives", directives(false));
        });
  }

  private List<Node> selections() throws GraphqlException {
    if (!nextIs(Kind.BRACE_L)) {
      throw error(peek(), "Expected {, found " + peek().kind().text);
    }
    return some(Kind.BRACE_L, Kind.BRACE_R, () -> nextIs(Kind.SPREAD) ? spread() : field());
  }

  private Node field() throws GraphqlException {
    Node field = node(Shape.FIELD).with("Comment", comment());
    String alias = name();
    field.with("Alias", alias).with("Name", skip(Kind.COLON) ? name() : alias);
    field.with("Arguments", arguments(false)).with("Directives", directives(false));
    return nextIs(Kind.BRACE_L) ? field.with("SelectionSet", selections()) : field;
  }

  private Node spread() throws GraphqlException {
    Node comment = comment();
    expect(Kind.SPREAD);
    if (nextIs(Kind.NAME) && !peek().isName("on")) {
      return node(Shape.FRAGMENT_SPREAD)
          .with("Comment", comment)
          .with("Name", name())
          .with("Directives", directives(false));
    }
    Node fragment = node(Shape.INLINE_FRAGMENT).with("Comment", comment);
    // OPA takes a string "on" for the keyword; a name is what the grammar has.
    if (peek().isName("on")) {
      next();
      fragment.with("TypeCondition", name());
    }
    return fragment.with("Directives", directives(false)).with("SelectionSet", selections());
  }

  private Node fragment() throws GraphqlException {
    Node fragment = node(Shape.FRAGMENT).with("Comment", comment());
    expectKeyword("fragment");
    if (peek().isName("on")) {
      throw unexpected();
    }
    fragment.with("Name", name()).with("VariableDefinition", variables());
    expectKeyword("on");
    return fragment
        .with("TypeCondition", name())
        .with("Directives", directives(false))
        .with("SelectionSet", selections());
  }
}
