package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Checks a type system (GraphQL sections 3.3 to 3.13). */
final class SchemaValidator {
  private static final String PREFIX = "Error in gqlparser SchemaDocument to Schema conversion: ";

  private final Schema schema;
  private final LongConsumer charge;

  SchemaValidator(Schema schema, LongConsumer charge) {
    this.schema = schema;
    this.charge = charge;
  }

  static GraphqlException at(Node node, String message) {
    return new GraphqlException(
        PREFIX
            + (node.line == 0 ? "input: " : "input:" + node.line + ":" + node.column + ": ")
            + message);
  }

  void validate() throws GraphqlException {
    for (Node type : schema.types.values()) {
      type(type);
    }
    Set<String> visited = new HashSet<>();
    for (Node type : schema.types.values()) {
      if (type.text("Kind").equals("INPUT_OBJECT")) {
        noCycle(type, visited, new ArrayList<>(), new HashMap<>());
      }
    }
    for (Node directive : schema.directives.values()) {
      name(directive);
      arguments(directive.list("Arguments"), directive.name());
    }
  }

  private void type(Node type) throws GraphqlException {
    String kind = type.text("Kind");
    for (Node field : type.list("Fields")) {
      charge.accept(1);
      name(field);
      known(field.required("Type"));
      arguments(field.list("Arguments"), null);
      directives(
          field.list("Directives"),
          kind.equals("INPUT_OBJECT") ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION",
          null,
          true);
    }
    members(type);
    for (String name : type.names("Interfaces")) {
      new Implementation(schema, charge).check(type, name);
    }
    switch (kind) {
      case "OBJECT", "INTERFACE" ->
          fields(type, Set.of("SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM"), "fields");
      case "INPUT_OBJECT" -> fields(type, Set.of("SCALAR", "ENUM", "INPUT_OBJECT"), "input fields");
      case "ENUM" -> enumValues(type);
      default -> {}
    }
    unique(type, "Fields", "Field ");
    unique(type, "EnumValues", "Enum value ");
    if (!type.flag("BuiltIn")) {
      name(type);
    }
    // A type and its extensions are different places, so directives may repeat here.
    directives(type.list("Directives"), kind, null, false);
  }

  private void members(Node type) throws GraphqlException {
    Set<String> seen = new HashSet<>();
    for (String name : type.names("Types")) {
      charge.accept(1);
      Node member = schema.types.get(name);
      if (member == null) {
        throw at(type, "Undefined type " + Texts.quote(name) + ".");
      }
      if (!member.text("Kind").equals("OBJECT")) {
        throw at(type, type.text("Kind") + " type " + Texts.quote(name) + " must be OBJECT.");
      }
      if (!seen.add(name)) {
        throw at(type, "Union type " + type.name() + " can only include type " + name + " once.");
      }
    }
  }

  private void fields(Node type, Set<String> kinds, String what) throws GraphqlException {
    List<Node> fields = type.list("Fields");
    if (fields.isEmpty()) {
      throw at(
          type, type.text("Kind") + " " + type.name() + ": must define one or more " + what + ".");
    }
    for (Node field : fields) {
      Node fieldType = schema.typeOf(field.required("Type"));
      if (fieldType != null && !kinds.contains(fieldType.text("Kind"))) {
        throw at(
            field,
            type.text("Kind")
                + " "
                + type.name()
                + ": field "
                + field.name()
                + " has a type of"
                + " kind "
                + fieldType.text("Kind")
                + ".");
      }
    }
  }

  private void enumValues(Node type) throws GraphqlException {
    List<Node> values = type.list("EnumValues");
    if (values.isEmpty()) {
      throw at(type, "ENUM " + type.name() + ": must define one or more unique enum values.");
    }
    for (Node value : values) {
      if (Set.of("true", "false", "null").contains(value.name())) {
        throw at(type, "ENUM " + type.name() + ": non-enum value " + value.name() + ".");
      }
      directives(value.list("Directives"), "ENUM_VALUE", null, true);
    }
  }

  private static void unique(Node type, String member, String what) throws GraphqlException {
    Set<String> seen = new HashSet<>();
    for (Node node : type.list(member)) {
      if (!seen.add(node.name())) {
        throw at(node, what + type.name() + "." + node.name() + " can only be defined once.");
      }
    }
  }

  private void arguments(List<Node> arguments, @Nullable String directive) throws GraphqlException {
    for (Node argument : arguments) {
      charge.accept(1);
      name(argument);
      Node reference = argument.required("Type");
      Node type = known(reference);
      if (!Schema.isInput(type)) {
        throw at(
            argument,
            "cannot use "
                + Texts.type(reference)
                + " as argument "
                + argument.name()
                + " because "
                + type.text("Kind")
                + " is not a valid input type");
      }
      directives(argument.list("Directives"), "ARGUMENT_DEFINITION", directive, true);
    }
  }

  private Node known(Node reference) throws GraphqlException {
    Node type = schema.typeOf(reference);
    if (type == null) {
      throw at(reference, "Undefined type " + Texts.typeName(reference) + ".");
    }
    return type;
  }

  /**
   * Checks where directives stand and what they are given.
   *
   * @param inside the directive whose definition they stand in
   * @param once whether each may stand here once only
   */
  void directives(List<Node> directives, String location, @Nullable String inside, boolean once)
      throws GraphqlException {
    Set<String> seen = new HashSet<>();
    for (Node directive : directives) {
      charge.accept(1);
      name(directive);
      String name = directive.name();
      if (name.equals(inside)) {
        throw at(directive, "Directive " + name + " cannot refer to itself.");
      }
      Node definition = schema.directives.get(name);
      if (definition == null) {
        throw at(directive, "Undefined directive " + name + ".");
      }
      if (!seen.add(name) && once && !definition.flag("IsRepeatable")) {
        throw at(directive, "The directive " + name + " can only be used once at this location.");
      }
      if (!definition.names("Locations").contains(location)) {
        throw at(directive, "Directive " + name + " is not applicable on " + location + ".");
      }
      given(directive, definition);
    }
  }

  private static void given(Node directive, Node definition) throws GraphqlException {
    for (Node argument : directive.list("Arguments")) {
      if (Node.named(definition.list("Arguments"), argument.name()) == null) {
        throw at(
            argument,
            "Undefined argument " + argument.name() + " for directive " + directive.name() + ".");
      }
    }
    for (Node wanted : definition.list("Arguments")) {
      if (wanted.required("Type").flag("NonNull") && wanted.child("DefaultValue") == null) {
        Node argument = Node.named(directive.list("Arguments"), wanted.name());
        if (argument == null || argument.required("Value").number("Kind") == Values.NULL) {
          throw at(
              directive,
              "Argument "
                  + wanted.name()
                  + " for directive "
                  + directive.name()
                  + " cannot be null.");
        }
      }
    }
  }

  /** An input object may not need itself (section 3.10, circular references). */
  private void noCycle(
      Node type, Set<String> visited, List<String> path, Map<String, Integer> places)
      throws GraphqlException {
    if (!visited.add(type.name())) {
      return;
    }
    if (path.size() > 500) {
      throw at(type, "nested too deeply");
    }
    places.put(type.name(), path.size());
    for (Node field : type.list("Fields")) {
      Node reference = field.required("Type");
      Node fieldType = schema.types.get(reference.text("NamedType"));
      if (!reference.flag("NonNull")
          || fieldType == null
          || !fieldType.text("Kind").equals("INPUT_OBJECT")) {
        continue;
      }
      path.add(field.name());
      Integer start = places.get(fieldType.name());
      if (start != null) {
        throw at(
            field,
            "Cannot reference Input Object "
                + Texts.quote(fieldType.name())
                + " within itself through a series of non-null fields: "
                + Texts.quote(String.join(".", path.subList(start, path.size())))
                + ".");
      }
      noCycle(fieldType, visited, path, places);
      path.removeLast();
    }
    places.remove(type.name());
  }

  private static void name(Node node) throws GraphqlException {
    if (node.name().startsWith("__")) {
      throw at(
          node,
          "Name \""
              + node.name()
              + "\" must not begin with \"__\", which is reserved by GraphQL introspection.");
    }
  }
}
