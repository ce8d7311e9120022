package io.countersign.policy.rego.graphql;

import java.util.HexFormat;
import java.util.List;

/** How names, types and values are written in messages. */
final class Texts {
  private Texts() {}

  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7F) {
            out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  static String type(Node type) {
    Node element = type.child("Elem");
    String text = element == null ? type.text("NamedType") : "[" + type(element) + "]";
    return type.flag("NonNull") ? text + "!" : text;
  }

  /** The name at the bottom of lists of lists. */
  static String typeName(Node type) {
    Node at = type;
    Node element = at.child("Elem");
    while (at.text("NamedType").isEmpty() && element != null) {
      at = element;
      element = at.child("Elem");
    }
    return at.text("NamedType");
  }

  static String value(Node value) {
    List<Node> children = value.list("Children");
    return switch (value.number("Kind")) {
      case Values.VARIABLE -> "$" + value.text("Raw");
      case Values.STRING, Values.BLOCK -> quote(value.text("Raw"));
      case Values.LIST ->
          "[" + String.join(",", children.stream().map(Texts::childValue).toList()) + "]";
      case Values.OBJECT ->
          "{"
              + String.join(
                  ",", children.stream().map(c -> c.name() + ":" + childValue(c)).toList())
              + "}";
      default -> value.text("Raw");
    };
  }

  private static String childValue(Node child) {
    Node value = child.child("Value");
    return value == null ? "<nil>" : value(value);
  }
}
