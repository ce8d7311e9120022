package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules about operations (GraphQL section 5.2) and their variables (5.8). */
final class OperationRules {
  private final Schema schema;
  private final Node document;
  private final Findings findings;
  private final Set<String> seen = new HashSet<>();

  OperationRules(Schema schema, Node document, Findings findings) {
    this.schema = schema;
    this.document = document;
    this.findings = findings;
  }

  void beforeFields(Node operation, @Nullable Node root) {
    if (root == null) {
      findings.add(
          operation,
          "Schema does not support operation type \"" + operation.text("Operation") + "\"");
    }
    if (operation.name().isEmpty() && document.list("Operations").size() > 1) {
      findings.add(operation, "This anonymous operation must be the only defined operation.");
    }
    for (Node variable : operation.list("VariableDefinitions")) {
      if (!variable.used && !variable.flag("Used")) {
        findings.add(
            variable,
            "Variable \"$"
                + variable.text("Variable")
                + "\" is never used"
                + (operation.name().isEmpty() ? "" : " in operation \"" + operation.name() + "\"")
                + ".");
      }
    }
  }

  void afterFields(Node operation) throws GraphqlException {
    if (operation.text("Operation").equals("subscription") && schema.root("subscription") != null) {
      singleField(operation);
    }
    if (!seen.add(operation.name())) {
      findings.add(
          operation, "There can be only one operation named \"" + operation.name() + "\".");
    }
    variables(operation.list("VariableDefinitions"));
  }

  private void variables(List<Node> variables) throws GraphqlException {
    Set<String> names = new HashSet<>();
    Set<String> said = new HashSet<>();
    for (Node variable : variables) {
      String name = variable.text("Variable");
      if (!names.add(name) && said.add(name)) {
        findings.add(variable, "There can be only one variable named \"$" + name + "\".");
      }
    }
    for (Node variable : variables) {
      Node type = variable.definition;
      if (type != null && !Schema.isInput(type)) {
        findings.add(
            variable,
            "Variable \"$"
                + variable.text("Variable")
                + "\" cannot be non-input type \""
                + Texts.type(variable.required("Type"))
                + "\".");
      }
    }
  }

  /** A subscription has one source (section 5.2.3.1). */
  private void singleField(Node operation) {
    Map<String, Node> fields = new LinkedHashMap<>();
    topFields(operation.list("SelectionSet"), fields, new HashSet<>());
    String name =
        operation.name().isEmpty()
            ? "Anonymous Subscription"
            : "Subscription " + Texts.quote(operation.name());
    List<Node> all = new ArrayList<>(fields.values());
    if (all.size() > 1) {
      findings.add(all.get(1), name + " must select only one top level field.");
    }
    for (Node field : all) {
      if (field.name().startsWith("__")) {
        findings.add(field, name + " must not select an introspection top level field.");
      }
    }
  }

  private static void topFields(
      List<Node> selections, Map<String, Node> fields, Set<String> fragments) {
    for (Node selection : selections) {
      switch (selection.shape) {
        case INLINE_FRAGMENT -> topFields(selection.list("SelectionSet"), fields, fragments);
        case FRAGMENT_SPREAD -> {
          Node fragment = selection.definition;
          if (fragment == null) {
            return;
          }
          if (fragments.add(fragment.name())) {
            topFields(fragment.list("SelectionSet"), fields, fragments);
          }
        }
        default -> fields.putIfAbsent(selection.name(), selection);
      }
    }
  }
}
