package io.countersign.policy.rego.graphql;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules about values (GraphQL section 5.6) and where variables may stand (5.8.5). */
final class ValueRules {
  private static final Set<String> SCALARS = Set.of("Int", "Float", "String", "Boolean", "ID");

  private final Findings findings;

  ValueRules(Findings findings) {
    this.findings = findings;
  }

  void check(Node value, @Nullable Node operation) throws GraphqlException {
    int kind = value.number("Kind");
    if (kind == Values.VARIABLE && operation != null && value.variable == null) {
      findings.add(
          value,
          "Variable \""
              + Texts.value(value)
              + "\" is not defined"
              + (operation.name().isEmpty() ? "" : " by operation \"" + operation.name() + "\"")
              + ".");
    }
    if (kind == Values.OBJECT) {
      uniqueFields(value);
    }
    Node type = value.definition;
    Node expected = value.expectedType;
    if (type != null && expected != null) {
      correct(value, type, expected);
      if (kind == Values.VARIABLE && operation != null && value.variable != null) {
        position(value, value.variable, expected);
      }
    }
    if (kind == Values.OBJECT && type != null && isOneOf(type)) {
      oneOfVariable(value, type);
    }
  }

  private void uniqueFields(Node value) {
    Set<String> seen = new HashSet<>();
    for (Node child : value.list("Children")) {
      if (!seen.add(child.name())) {
        findings.add(child, "There can be only one input field named \"" + child.name() + "\".");
      }
    }
  }

  private void correct(Node value, Node type, Node expected) throws GraphqlException {
    int kind = value.number("Kind");
    if (kind == Values.NULL && expected.flag("NonNull")) {
      findings.add(
          value,
          "Expected value of type \""
              + Texts.type(expected)
              + "\", found "
              + Texts.value(value)
              + ".");
    }
    String name = type.name();
    boolean isEnum = type.text("Kind").equals("ENUM");
    if (type.text("Kind").equals("SCALAR") && !SCALARS.contains(name)) {
      return;
    }
    if (kind == Values.INT && new BigInteger(number(value)).bitLength() > 63) {
      unexpected(value, type, expected);
    }
    switch (kind) {
      case Values.LIST -> expectIf(expected.child("Elem") != null, value, type, expected);
      case Values.INT ->
          expectIf(Set.of("Int", "Float", "ID").contains(name), value, type, expected);
      case Values.FLOAT -> expectIf(name.equals("Float"), value, type, expected);
      case Values.BOOLEAN -> expectIf(name.equals("Boolean"), value, type, expected);
      case Values.STRING, Values.BLOCK -> {
        if (isEnum) {
          findings.add(value, notInEnum(value, expected));
        } else {
          expectIf(name.equals("String") || name.equals("ID"), value, type, expected);
        }
      }
      case Values.ENUM -> {
        if (!isEnum) {
          unexpected(value, type, expected);
        } else if (Node.named(type.list("EnumValues"), value.text("Raw")) == null) {
          findings.add(
              value,
              "Value \""
                  + Texts.value(value)
                  + "\" does not exist in \""
                  + Texts.type(expected)
                  + "\" enum.");
        }
      }
      case Values.OBJECT -> object(value, type);
      default -> {}
    }
  }

  private static String number(Node value) throws GraphqlException {
    String raw = value.text("Raw");
    if (raw.length() > 1_000 || !raw.matches("-?[0-9]+")) {
      throw new GraphqlException("GraphQL parse error: no number: " + Texts.quote(raw));
    }
    return raw;
  }

  private void object(Node value, Node type) throws GraphqlException {
    List<Node> children = value.list("Children");
    for (Node field : type.list("Fields")) {
      Node wanted = field.required("Type");
      if (wanted.flag("NonNull")
          && field.child("DefaultValue") == null
          && Node.named(children, field.name()) == null) {
        findings.add(
            value,
            "Field \""
                + type.name()
                + "."
                + field.name()
                + "\" of required type \""
                + Texts.type(wanted)
                + "\" was not provided.");
      }
    }
    if (isOneOf(type)) {
      if (children.size() != 1) {
        findings.add(
            value, "OneOf Input Object \"" + type.name() + "\" must specify exactly one key.");
      } else if (children.getFirst().required("Value").number("Kind") == Values.NULL) {
        findings.add(
            children.getFirst().required("Value"),
            "Field \""
                + type.name()
                + "."
                + type.list("Fields").getFirst().name()
                + "\" must be non-null.");
      }
    }
    for (Node child : children) {
      if (Node.named(type.list("Fields"), child.name()) == null) {
        findings.add(
            child,
            "Field \"" + child.name() + "\" is not defined by type \"" + type.name() + "\".");
      }
    }
  }

  private void position(Node value, Node variable, Node expected) throws GraphqlException {
    Node fallback = variable.child("DefaultValue");
    boolean hasDefault =
        value.expectedTypeHasDefault
            || (fallback != null && fallback.number("Kind") != Values.NULL);
    Node type = variable.required("Type");
    if (!Schema.isCompatible(type, expected, expected.flag("NonNull") && !hasDefault)) {
      findings.add(
          value,
          "Variable \""
              + Texts.value(value)
              + "\" of type \""
              + Texts.type(type)
              + "\" used in position expecting type \""
              + Texts.type(expected)
              + "\".");
    }
  }

  /** The one member of such an object may not come from a variable that may be null. */
  private void oneOfVariable(Node value, Node type) throws GraphqlException {
    for (Node child : value.list("Children")) {
      Node inner = child.required("Value");
      Node variable = inner.variable;
      if (variable != null && !variable.required("Type").flag("NonNull")) {
        findings.add(
            variable,
            "Variable \""
                + Texts.value(inner)
                + "\" is of type \""
                + Texts.type(variable.required("Type"))
                + "\" but must be non-nullable to be used for OneOf Input Object \""
                + type.name()
                + "\".");
      }
    }
  }

  private static boolean isOneOf(Node type) {
    return Node.named(type.list("Directives"), "oneOf") != null;
  }

  private void expectIf(boolean right, Node value, Node type, Node expected) {
    if (!right) {
      unexpected(value, type, expected);
    }
  }

  private void unexpected(Node value, Node type, Node expected) {
    String text = Texts.value(value);
    findings.add(
        value,
        switch (Texts.type(expected)) {
          case "Int", "Int!" -> "Int cannot represent non-integer value: " + text;
          case "String", "String!", "[String]" ->
              "String cannot represent a non string value: " + text;
          case "Boolean", "Boolean!" -> "Boolean cannot represent a non boolean value: " + text;
          case "Float", "Float!" -> "Float cannot represent non numeric value: " + text;
          case "ID", "ID!" -> "ID cannot represent a non-string and non-integer value: " + text;
          default ->
              type.text("Kind").equals("ENUM")
                  ? notInEnum(value, expected)
                  : "Expected value of type \"" + Texts.type(expected) + "\", found " + text + ".";
        });
  }

  private static String notInEnum(Node value, Node expected) {
    return "Enum \""
        + Texts.type(expected)
        + "\" cannot represent non-enum value: "
        + Texts.value(value)
        + ".";
  }
}
