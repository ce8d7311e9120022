package io.countersign.policy.rego.graphql;

import java.util.List;
import java.util.function.LongConsumer;

/** Checks that a type has what its interface promises (GraphQL section 3.6, type validation). */
final class Implementation {
  private final Schema schema;
  private final LongConsumer charge;

  Implementation(Schema schema, LongConsumer charge) {
    this.schema = schema;
    this.charge = charge;
  }

  void check(Node type, String interfaceName) throws GraphqlException {
    Node promised = schema.types.get(interfaceName);
    if (promised == null) {
      throw SchemaValidator.at(type, "Undefined type " + Texts.quote(interfaceName) + ".");
    }
    if (!promised.text("Kind").equals("INTERFACE")) {
      throw SchemaValidator.at(
          type,
          Texts.quote(interfaceName) + " is a non interface type " + promised.text("Kind") + ".");
    }
    String intro = "For " + type.name() + " to implement " + interfaceName + " ";
    for (Node wanted : promised.list("Fields")) {
      charge.accept(type.list("Fields").size() + 1L);
      Node found = Node.named(type.list("Fields"), wanted.name());
      if (found == null) {
        throw SchemaValidator.at(
            type, intro + "it must have a field called " + wanted.name() + ".");
      }
      if (!isCovariant(wanted.required("Type"), found.required("Type"))) {
        throw SchemaValidator.at(
            found,
            intro
                + "the field "
                + wanted.name()
                + " must have type "
                + Texts.type(wanted.required("Type"))
                + ".");
      }
      arguments(wanted, found, intro);
    }
    ancestors(type, promised);
  }

  private static void arguments(Node wanted, Node found, String intro) throws GraphqlException {
    List<Node> wantedArguments = wanted.list("Arguments");
    List<Node> foundArguments = found.list("Arguments");
    for (Node argument : wantedArguments) {
      Node same = Node.named(foundArguments, argument.name());
      String rest = intro + "the field " + wanted.name() + " must have the same arguments but ";
      if (same == null) {
        throw SchemaValidator.at(found, rest + "it is missing " + argument.name() + ".");
      }
      Node type = same.required("Type");
      if (!Schema.isCompatible(argument.required("Type"), type, type.flag("NonNull"))) {
        throw SchemaValidator.at(same, rest + argument.name() + " has the wrong type.");
      }
    }
    for (Node argument : foundArguments) {
      if (Node.named(wantedArguments, argument.name()) == null
          && argument.required("Type").flag("NonNull")
          && argument.child("DefaultValue") == null) {
        throw SchemaValidator.at(
            argument,
            intro
                + "any additional arguments on "
                + found.name()
                + " must be optional or have a default value but "
                + argument.name()
                + " is required.");
      }
    }
  }

  private static void ancestors(Node type, Node promised) throws GraphqlException {
    for (String ancestor : promised.names("Interfaces")) {
      if (type.names("Interfaces").contains(ancestor)) {
        continue;
      }
      throw SchemaValidator.at(
          type,
          ancestor.equals(type.name())
              ? "Type "
                  + type.name()
                  + " cannot implement "
                  + promised.name()
                  + " because it would create a circular reference."
              : "Type "
                  + type.name()
                  + " must implement "
                  + ancestor
                  + " because it is implemented by "
                  + promised.name()
                  + ".");
    }
  }

  private boolean isCovariant(Node wanted, Node found) {
    if (wanted.flag("NonNull") && !found.flag("NonNull")) {
      return false;
    }
    String name = wanted.text("NamedType");
    if (!name.isEmpty()) {
      String foundName = found.text("NamedType");
      Node type = schema.types.get(name);
      return name.equals(foundName)
          || (type != null && Node.named(schema.possibleTypes(type), foundName) != null);
    }
    Node element = wanted.child("Elem");
    Node foundElement = found.child("Elem");
    return element != null && foundElement != null && isCovariant(element, foundElement);
  }
}
