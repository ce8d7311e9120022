package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A checked type system: types with their extensions, directives, and where operations begin. */
public final class Schema {
  private static final Set<String> REDEFINABLE =
      Set.of("include", "skip", "deprecated", "specifiedBy", "defer", "oneOf");

  final Map<String, Node> types = new TreeMap<>();
  final Map<String, Node> directives = new TreeMap<>();
  private final Map<String, List<Node>> possibleTypes = new HashMap<>();
  private final Map<String, Node> roots = new HashMap<>();

  private Schema() {}

  /**
   * Puts a document together with what every schema has, and checks it. The document's definitions
   * belong to the schema from then on.
   *
   * @throws GraphqlException when the document is no valid type system
   */
  static Schema of(Node document, LongConsumer charge) throws GraphqlException {
    Schema schema = new Schema();
    Node prelude = Prelude.document(charge);
    schema.define(prelude);
    schema.define(document);
    schema.extend(document);
    for (Node type : schema.types.values()) {
      schema.relate(type);
    }
    schema.declareDirectives(prelude);
    schema.declareDirectives(document);
    SchemaValidator validator = new SchemaValidator(schema, charge);
    schema.findRoots(document, validator);
    validator.validate();
    if (document.list("Schema").isEmpty()) {
      schema.inferRoot("query", "Query");
      schema.inferRoot("mutation", "Mutation");
      schema.inferRoot("subscription", "Subscription");
    }
    schema.addIntrospection();
    return schema;
  }

  private void define(Node document) throws GraphqlException {
    for (Node type : document.list("Definitions")) {
      if (types.putIfAbsent(type.name(), type) != null) {
        throw at(type, "Cannot redeclare type " + type.name() + ".");
      }
    }
  }

  private void extend(Node document) throws GraphqlException {
    for (Node extension : document.list("Extensions")) {
      Node type = types.get(extension.name());
      if (type == null) {
        // The specification wants a type to extend; OPA takes the extension for one.
        type =
            new Node(Shape.DEFINITION, extension.line, extension.column)
                .with("Kind", extension.text("Kind"))
                .with("Name", extension.name());
        types.put(extension.name(), type);
      }
      if (!type.text("Kind").equals(extension.text("Kind"))) {
        throw at(
            extension,
            "Cannot extend type "
                + extension.name()
                + " because the base type is a "
                + type.text("Kind")
                + ", not "
                + extension.text("Kind")
                + ".");
      }
      for (String member : List.of("Directives", "Fields", "EnumValues")) {
        List<Node> all = new ArrayList<>(type.list(member));
        all.addAll(extension.list(member));
        type.with(member, all);
      }
      for (String member : List.of("Interfaces", "Types")) {
        List<String> all = new ArrayList<>(type.names(member));
        all.addAll(extension.names(member));
        type.with(member, all);
      }
    }
  }

  private void relate(Node type) {
    switch (type.text("Kind")) {
      case "UNION" -> {
        for (String name : type.names("Types")) {
          Node member = types.get(name);
          if (member != null) {
            addPossible(type.name(), member);
          }
        }
      }
      case "OBJECT", "INPUT_OBJECT", "INTERFACE" -> {
        type.names("Interfaces").forEach(name -> addPossible(name, type));
        if (!type.text("Kind").equals("INTERFACE")) {
          addPossible(type.name(), type);
        }
      }
      default -> {}
    }
  }

  private void addPossible(String name, Node type) {
    possibleTypes.computeIfAbsent(name, n -> new ArrayList<>()).add(type);
  }

  private void declareDirectives(Node document) throws GraphqlException {
    for (Node directive : document.list("Directives")) {
      if (directives.put(directive.name(), directive) != null
          && !REDEFINABLE.contains(directive.name())) {
        throw at(directive, "Cannot redeclare directive " + directive.name() + ".");
      }
    }
  }

  private void findRoots(Node document, SchemaValidator validator) throws GraphqlException {
    List<Node> schemas = new ArrayList<>(document.list("Schema"));
    if (schemas.size() > 1) {
      throw at(
          schemas.get(1),
          "Cannot have multiple schema entry points, consider schema extensions instead.");
    }
    schemas.addAll(document.list("SchemaExtension"));
    for (Node schema : schemas) {
      for (Node operation : schema.list("OperationTypes")) {
        Node type = types.get(operation.text("Type"));
        if (type == null) {
          throw at(
              operation,
              "Schema root "
                  + operation.text("Operation")
                  + " refers to a type "
                  + operation.text("Type")
                  + " that does not exist.");
        }
        roots.put(operation.text("Operation"), type);
      }
      validator.directives(schema.list("Directives"), "SCHEMA", null, true);
    }
  }

  private void inferRoot(String operation, String name) {
    Node type = types.get(name);
    if (type != null) {
      roots.putIfAbsent(operation, type);
    }
  }

  private void addIntrospection() {
    Node query = roots.get("query");
    if (query == null) {
      return;
    }
    List<Node> fields = new ArrayList<>(query.list("Fields"));
    fields.add(field("__schema", named("__Schema").with("NonNull", true)));
    Node name =
        Node.without(Shape.ARGUMENT_DEFINITION)
            .with("Name", "name")
            .with("Type", named("String").with("NonNull", true));
    fields.add(field("__type", named("__Type")).with("Arguments", List.of(name)));
    query.with("Fields", fields);
  }

  static Node field(String name, Node type) {
    return Node.without(Shape.FIELD_DEFINITION).with("Name", name).with("Type", type);
  }

  static Node named(String type) {
    return Node.without(Shape.TYPE).with("NamedType", type);
  }

  /** The type at the bottom of a type reference. */
  @Nullable Node typeOf(Node typeReference) {
    return types.get(Texts.typeName(typeReference));
  }

  @Nullable Node root(String operation) {
    return roots.get(operation);
  }

  List<Node> possibleTypes(Node type) {
    return possibleTypes.getOrDefault(type.name(), List.of());
  }

  static boolean isInput(Node type) {
    return Set.of("SCALAR", "ENUM", "INPUT_OBJECT").contains(type.text("Kind"));
  }

  static boolean isComposite(Node type) {
    return Set.of("OBJECT", "INTERFACE", "UNION").contains(type.text("Kind"));
  }

  static boolean isLeaf(Node type) {
    return Set.of("SCALAR", "ENUM").contains(type.text("Kind"));
  }

  /** Whether a value of one type may stand where the other is expected. */
  static boolean isCompatible(Node type, Node expected, boolean expectedNonNull) {
    if (!type.text("NamedType").equals(expected.text("NamedType"))) {
      return false;
    }
    Node element = type.child("Elem");
    Node expectedElement = expected.child("Elem");
    if (element != null
        && (expectedElement == null
            || !isCompatible(element, expectedElement, expectedElement.flag("NonNull")))) {
      return false;
    }
    return !expectedNonNull || type.flag("NonNull");
  }

  private static GraphqlException at(Node node, String message) {
    return SchemaValidator.at(node, message);
  }
}
