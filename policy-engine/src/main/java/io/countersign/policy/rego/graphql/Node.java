package io.countersign.policy.rego.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One part of a document; made by a parser or from an object, then only annotated by checks. */
public final class Node {
  private static final int NO_PLACE = 0;

  final Shape shape;
  final int line;
  final int column;
  private final Map<String, Object> members = new HashMap<>();

  /** What a check found out about this node: the type or the member of a type it means. */
  @Nullable Node definition;

  /** The type that a selection stands in. */
  @Nullable Node parent;

  /** The type that is expected of a value. */
  @Nullable Node expectedType;

  /** The variable that a value names. */
  @Nullable Node variable;

  boolean used;
  boolean expectedTypeHasDefault;

  Node(Shape shape, int line, int column) {
    this.shape = shape;
    this.line = line;
    this.column = column;
  }

  static Node without(Shape shape) {
    return new Node(shape, NO_PLACE, NO_PLACE);
  }

  Node with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  String name() {
    return text("Name");
  }

  boolean flag(String name) {
    return members.get(name) instanceof Boolean flag && flag;
  }

  int number(String name) {
    return members.get(name) instanceof Integer number ? number : 0;
  }

  @Nullable Node child(String name) {
    return members.get(name) instanceof Node child ? child : null;
  }

  /**
   * A member that every parsed document has.
   *
   * @throws GraphqlException when an object left it out
   */
  Node required(String name) throws GraphqlException {
    Node child = child(name);
    if (child == null) {
      throw new GraphqlException("GraphQL parse error: " + shape + " has no " + name);
    }
    return child;
  }

  @SuppressWarnings("unchecked") // lists hold what the shape says, by construction
  List<Node> list(String name) {
    return members.get(name) instanceof List<?> list ? (List<Node>) list : List.of();
  }

  @SuppressWarnings("unchecked") // lists hold what the shape says, by construction
  List<String> names(String name) {
    return members.get(name) instanceof List<?> list ? (List<String>) list : List.of();
  }

  /** The first one with that name in a list. */
  static @Nullable Node named(List<Node> nodes, String name) {
    for (Node node : nodes) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }
}
