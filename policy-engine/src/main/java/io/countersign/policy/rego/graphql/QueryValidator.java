package io.countersign.policy.rego.graphql;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a query, notes on each node what it means in the schema, and asks the rules of
 * GraphQL section 5. Rules are asked from the inside out, in the order of their names.
 */
final class QueryValidator {
  private static final Map<String, String> LOCATIONS =
      Map.of("query", "QUERY", "mutation", "MUTATION", "subscription", "SUBSCRIPTION");

  private final Schema schema;
  private final Node document;
  private final LongConsumer charge;
  private final Findings findings = new Findings();
  private final FieldRules fieldRules;
  private final DirectiveRules directiveRules;
  private final FragmentRules fragmentRules;
  private final OperationRules operationRules;
  private final ValueRules valueRules;
  private final OverlappingFields overlaps;
  private Set<String> walkedFragments = new HashSet<>();
  private @Nullable Node operation;

  QueryValidator(Schema schema, Node document, LongConsumer charge) {
    this.schema = schema;
    this.document = document;
    this.charge = charge;
    this.fieldRules = new FieldRules(schema, findings, charge);
    this.directiveRules = new DirectiveRules(findings);
    this.fragmentRules = new FragmentRules(schema, document, findings, charge);
    this.operationRules = new OperationRules(schema, document, findings);
    this.valueRules = new ValueRules(findings);
    this.overlaps = new OverlappingFields(schema, findings, charge);
  }

  void validate() throws GraphqlException {
    for (Node each : document.list("Operations")) {
      walkedFragments = new HashSet<>();
      operation(each);
    }
    for (Node each : document.list("Fragments")) {
      walkedFragments = new HashSet<>();
      fragment(each);
    }
    findings.raise();
  }

  private void operation(Node each) throws GraphqlException {
    operation = each;
    List<Node> variables = each.list("VariableDefinitions");
    for (Node variable : variables) {
      Node type = variable.required("Type");
      variable.definition = schema.typeOf(type);
      if (variable.definition == null) {
        findings.add(variable, "Unknown type \"" + Texts.typeName(type) + "\".");
      }
      Node value = variable.child("DefaultValue");
      if (value != null) {
        value.expectedType = type;
        value.definition = variable.definition;
      }
    }
    String kind = each.text("Operation").isEmpty() ? "query" : each.text("Operation");
    String location = LOCATIONS.get(kind);
    if (location == null) {
      throw new GraphqlException("GraphQL parse error: unknown operation");
    }
    for (Node variable : variables) {
      Node value = variable.child("DefaultValue");
      if (value != null) {
        value(value);
      }
      directives(variable.list("Directives"), "VARIABLE_DEFINITION");
    }
    Node root = schema.root(kind);
    directives(each.list("Directives"), location);
    selections(root, each.list("SelectionSet"));
    operationRules.beforeFields(each, root);
    overlaps.within(each);
    operationRules.afterFields(each);
    operation = null;
  }

  private void fragment(Node fragment) throws GraphqlException {
    Node type = schema.types.get(fragment.text("TypeCondition"));
    fragment.definition = type;
    directives(fragment.list("Directives"), "FRAGMENT_DEFINITION");
    selections(type, fragment.list("SelectionSet"));
    fragmentRules.beforeFields(fragment);
    overlaps.within(fragment);
    fragmentRules.afterFields(fragment);
  }

  private void selections(@Nullable Node parent, List<Node> selections) throws GraphqlException {
    for (Node selection : selections) {
      charge.accept(1);
      selection.parent = parent;
      switch (selection.shape) {
        case FRAGMENT_SPREAD -> spread(selection);
        case INLINE_FRAGMENT -> inlineFragment(parent, selection);
        default -> field(parent, selection);
      }
    }
  }

  private void field(@Nullable Node parent, Node field) throws GraphqlException {
    Node definition = null;
    if (field.name().equals("__typename")) {
      definition = Schema.field("__typename", Schema.named("String"));
    } else if (parent != null) {
      List<Node> fields = parent.list("Fields");
      charge.accept(fields.size() / 8);
      definition = Node.named(fields, field.name());
    }
    field.definition = definition;
    Node type = definition == null ? null : schema.typeOf(definition.required("Type"));
    arguments(definition, field.list("Arguments"));
    directives(field.list("Directives"), "FIELD");
    selections(type, field.list("SelectionSet"));
    fieldRules.beforeFields(field);
    if (operation != null) {
      overlaps.within(field);
    }
    fieldRules.afterFields(field);
  }

  private void inlineFragment(@Nullable Node parent, Node fragment) throws GraphqlException {
    String condition = fragment.text("TypeCondition");
    Node type = condition.isEmpty() ? parent : schema.types.get(condition);
    directives(fragment.list("Directives"), "INLINE_FRAGMENT");
    selections(type, fragment.list("SelectionSet"));
    fragmentRules.inlineBeforeFields(fragment);
    overlaps.within(fragment);
    fragmentRules.inlineAfterFields(fragment);
  }

  private void spread(Node spread) throws GraphqlException {
    Node fragment = Node.named(document.list("Fragments"), spread.name());
    spread.definition = fragment;
    directives(spread.list("Directives"), "FRAGMENT_SPREAD");
    if (fragment != null && walkedFragments.add(fragment.name())) {
      Node type = schema.types.get(fragment.text("TypeCondition"));
      directives(fragment.list("Directives"), "FRAGMENT_DEFINITION");
      selections(type, fragment.list("SelectionSet"));
    }
    fragmentRules.spread(spread);
  }

  private void directives(List<Node> directives, String location) throws GraphqlException {
    for (Node directive : directives) {
      directive.definition = schema.directives.get(directive.name());
      arguments(directive.definition, directive.list("Arguments"));
      directiveRules.check(directive, location);
    }
    directiveRules.unique(directives);
  }

  private void arguments(@Nullable Node definition, List<Node> arguments) throws GraphqlException {
    for (Node argument : arguments) {
      Node wanted =
          definition == null ? null : Node.named(definition.list("Arguments"), argument.name());
      Node value = argument.required("Value");
      if (wanted != null) {
        expect(value, wanted);
      }
      value(value);
    }
  }

  private void expect(Node value, Node wanted) throws GraphqlException {
    Node fallback = wanted.child("DefaultValue");
    value.expectedType = wanted.required("Type");
    value.expectedTypeHasDefault = fallback != null && fallback.number("Kind") != Values.NULL;
    value.definition = schema.typeOf(value.expectedType);
  }

  private void value(Node value) throws GraphqlException {
    charge.accept(1);
    int kind = value.number("Kind");
    Node current = operation;
    if (kind == Values.VARIABLE && current != null) {
      for (Node variable : current.list("VariableDefinitions")) {
        if (variable.text("Variable").equals(value.text("Raw"))) {
          value.variable = variable;
          variable.used = true;
          break;
        }
      }
    }
    Node expected = value.expectedType;
    Node definition = value.definition;
    for (Node child : value.list("Children")) {
      Node inner = child.required("Value");
      if (kind == Values.OBJECT && definition != null) {
        Node field = Node.named(definition.list("Fields"), child.name());
        if (field != null) {
          expect(inner, field);
        }
      } else if (kind == Values.LIST && expected != null && expected.child("Elem") != null) {
        inner.expectedType = expected.child("Elem");
        inner.definition = definition;
      }
      value(inner);
    }
    valueRules.check(value, current);
  }
}
