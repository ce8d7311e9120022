package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads type systems (GraphQL section 3). */
final class SchemaParser extends Parser {
  private static final Map<String, String> KINDS =
      Map.of(
          "scalar", "SCALAR",
          "type", "OBJECT",
          "interface", "INTERFACE",
          "union", "UNION",
          "enum", "ENUM",
          "input", "INPUT_OBJECT");

  private static final Set<String> OPERATIONS = Set.of("query", "mutation", "subscription");

  static final Set<String> LOCATIONS =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION",
          "SCHEMA",
          "SCALAR",
          "OBJECT",
          "FIELD_DEFINITION",
          "ARGUMENT_DEFINITION",
          "INTERFACE",
          "UNION",
          "ENUM",
          "ENUM_VALUE",
          "INPUT_OBJECT",
          "INPUT_FIELD_DEFINITION");

  /** What stands before a definition. */
  private record Description(String text, @Nullable Node comment) {
    Node on(Node node) {
      return text.isEmpty()
          ? node
          : node.with("Description", text).with("BeforeDescriptionComment", comment);
    }
  }

  SchemaParser(String text, LongConsumer charge) {
    super(text, charge);
  }

  Node document() throws GraphqlException {
    List<Node> schemas = new ArrayList<>();
    List<Node> schemaExtensions = new ArrayList<>();
    List<Node> directives = new ArrayList<>();
    List<Node> definitions = new ArrayList<>();
    List<Node> extensions = new ArrayList<>();
    while (!nextIs(Kind.EOF)) {
      Description description = description();
      Token token = peek();
      if (!token.is(Kind.NAME)) {
        throw unexpected();
      }
      switch (token.value()) {
        case "schema" -> schemas.add(schema(description, comment(), false));
        case "directive" -> directives.add(directive(description));
        case "extend" -> {
          if (!description.text().isEmpty()) {
            throw unexpected(previous());
          }
          Node comment = comment();
          next();
          if (peek().isName("schema")) {
            schemaExtensions.add(schema(description, comment, true));
          } else {
            extensions.add(definition(description, comment, true));
          }
        }
        default -> definitions.add(definition(description, comment(), false));
      }
    }
    return Node.without(Shape.SCHEMA_DOCUMENT)
        .with("Schema", schemas)
        .with("SchemaExtension", schemaExtensions)
        .with("Directives", directives)
        .with("Definitions", definitions)
        .with("Extensions", extensions)
        .with("Comment", comment());
  }

  private Description description() throws GraphqlException {
    if (!nextIs(Kind.STRING) && !nextIs(Kind.BLOCK_STRING)) {
      return new Description("", null);
    }
    Node comment = comment();
    return new Description(next().value(), comment);
  }

  private Node schema(Description description, @Nullable Node comment, boolean extension)
      throws GraphqlException {
    expectKeyword("schema");
    Node schema = description.on(node(Shape.SCHEMA)).with("AfterDescriptionComment", comment);
    List<Node> directives = directives(true);
    schema.with("Directives", directives);
    List<Node> types = block(schema, "OperationTypes", this::operationType);
    if (extension && directives.isEmpty() && types.isEmpty()) {
      throw unexpected();
    }
    return schema;
  }

  private Node operationType() throws GraphqlException {
    Node type = node(Shape.OPERATION_TYPE).with("Comment", comment());
    Token operation = next();
    if (!OPERATIONS.contains(operation.value())) {
      throw unexpected(operation);
    }
    expect(Kind.COLON);
    return type.with("Operation", operation.value()).with("Type", name());
  }

  private Node definition(Description description, @Nullable Node comment, boolean extension)
      throws GraphqlException {
    String kind = peek().is(Kind.NAME) ? KINDS.get(peek().value()) : null;
    if (kind == null) {
      throw unexpected();
    }
    next();
    Node definition =
        description
            .on(node(Shape.DEFINITION))
            .with("Kind", kind)
            .with("AfterDescriptionComment", comment)
            .with("Name", name());
    boolean fields = kind.equals("OBJECT") || kind.equals("INTERFACE");
    // OPA lets an interface's extension implement nothing.
    List<String> interfaces =
        kind.equals("OBJECT") || (fields && !extension) ? interfaces() : List.of();
    List<Node> directives = directives(!(extension && kind.equals("INPUT_OBJECT")));
    definition.with("Interfaces", interfaces).with("Directives", directives);
    boolean content =
        switch (kind) {
          case "OBJECT", "INTERFACE" -> !block(definition, "Fields", this::field).isEmpty();
          case "INPUT_OBJECT" -> !block(definition, "Fields", this::inputField).isEmpty();
          case "ENUM" -> !block(definition, "EnumValues", this::enumValue).isEmpty();
          case "UNION" -> {
            List<String> types = skip(Kind.EQUALS) ? names(Kind.PIPE) : List.of();
            definition.with("Types", types);
            yield !types.isEmpty();
          }
          default -> false;
        };
    if (extension && !content && directives.isEmpty() && interfaces.isEmpty()) {
      throw unexpected();
    }
    return definition;
  }

  /** Parts in braces; the comment before the last brace is kept, too. */
  private List<Node> block(Node owner, String member, Part part) throws GraphqlException {
    @Nullable Node[] last = new @Nullable Node[1];
    List<Node> parts =
        some(
            Kind.BRACE_L,
            Kind.BRACE_R,
            () -> {
              Node made = part.parse();
              if (nextIs(Kind.BRACE_R)) {
                last[0] = comment();
              }
              return made;
            });
    owner.with(member, parts).with("EndOfDefinitionComment", last[0]);
    return parts;
  }

  private List<String> interfaces() throws GraphqlException {
    if (!peek().isName("implements")) {
      return List.of();
    }
    next();
    return names(Kind.AMP);
  }

  private List<String> names(Kind separator) throws GraphqlException {
    List<String> names = new ArrayList<>();
    skip(separator);
    do {
      names.add(name());
    } while (skip(separator));
    return names;
  }

  private Node described(Shape shape) throws GraphqlException {
    Description description = description();
    Node node = description.on(node(shape));
    return node.with("AfterDescriptionComment", comment()).with("Name", name());
  }

  private Node field() throws GraphqlException {
    Node field = described(Shape.FIELD_DEFINITION).with("Arguments", argumentDefinitions());
    expect(Kind.COLON);
    return field.with("Type", type()).with("Directives", directives(true));
  }

  private Node inputField() throws GraphqlException {
    return input(Shape.FIELD_DEFINITION);
  }

  private Node input(Shape shape) throws GraphqlException {
    Node input = described(shape);
    expect(Kind.COLON);
    input.with("Type", type());
    if (skip(Kind.EQUALS)) {
      input.with("DefaultValue", value(true));
    }
    return input.with("Directives", directives(true));
  }

  private Node enumValue() throws GraphqlException {
    return described(Shape.ENUM_VALUE).with("Directives", directives(true));
  }

  private List<Node> argumentDefinitions() throws GraphqlException {
    return some(Kind.PAREN_L, Kind.PAREN_R, () -> input(Shape.ARGUMENT_DEFINITION));
  }

  private Node directive(Description description) throws GraphqlException {
    Node comment = comment();
    next();
    expect(Kind.AT);
    Node directive =
        description
            .on(node(Shape.DIRECTIVE_DEFINITION))
            .with("AfterDescriptionComment", comment)
            .with("Name", name())
            .with("Arguments", argumentDefinitions());
    if (peek().isName("repeatable")) {
      next();
      directive.with("IsRepeatable", true);
    }
    expectKeyword("on");
    List<String> locations = new ArrayList<>();
    skip(Kind.PIPE);
    do {
      Token location = expect(Kind.NAME);
      if (!LOCATIONS.contains(location.value())) {
        throw unexpected(location);
      }
      locations.add(location.value());
    } while (skip(Kind.PIPE));
    return directive.with("Locations", locations);
  }
}
