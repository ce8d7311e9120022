package io.countersign.policy.rego.graphql;

/** A document that is no GraphQL, or that its schema does not allow; the message is OPA's. */
public final class GraphqlException extends Exception {
  private static final long serialVersionUID = 1L;

  GraphqlException(String message) {
    super(message, null, false, false);
  }

  static GraphqlException at(int line, int column, String message) {
    return new GraphqlException(
        line == 0
            ? "GraphQL parse error: input: " + message
            : message + " in GraphQL string at location " + line + ":" + column);
  }
}
