package io.countersign.policy.rego.graphql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Rules about fields (GraphQL section 5.3) and their arguments (5.4). */
final class FieldRules {
  private static final int MAX_INTROSPECTED_LISTS = 3;
  private static final Set<String> INTROSPECTED_LISTS =
      Set.of("fields", "interfaces", "possibleTypes", "inputFields");

  private final Schema schema;
  private final Findings findings;
  private final LongConsumer charge;

  FieldRules(Schema schema, Findings findings, LongConsumer charge) {
    this.schema = schema;
    this.findings = findings;
    this.charge = charge;
  }

  void beforeFields(Node field) {
    Node parent = field.parent;
    Node definition = field.definition;
    if (parent != null && definition == null) {
      findings.add(
          field, "Cannot query field \"" + field.name() + "\" on type \"" + parent.name() + "\".");
    }
    if (parent != null && definition != null) {
      unknownArguments(
          findings, field, definition, "field \"" + parent.name() + "." + field.name() + "\"");
    }
    if ((field.name().equals("__schema") || field.name().equals("__type"))
        && isTooDeep(field, new HashSet<>(), 0)) {
      findings.add(field, "Maximum introspection depth exceeded");
    }
  }

  void afterFields(Node field) throws GraphqlException {
    Node definition = field.definition;
    if (definition != null) {
      requiredArguments(findings, field, definition, "Field \"" + field.name() + "\"");
      leaf(field, definition);
    }
    uniqueArguments(findings, field);
  }

  private void leaf(Node field, Node definition) throws GraphqlException {
    Node reference = definition.required("Type");
    Node type = schema.typeOf(reference);
    if (type == null) {
      return;
    }
    boolean empty = field.list("SelectionSet").isEmpty();
    if (Schema.isLeaf(type) && !empty) {
      findings.add(
          field,
          "Field \""
              + field.name()
              + "\" must not have a selection since type \""
              + type.name()
              + "\" has no subfields.");
    } else if (!Schema.isLeaf(type) && empty) {
      findings.add(
          field,
          "Field \""
              + field.name()
              + "\" of type \""
              + Texts.type(reference)
              + "\" must have a selection of subfields. Did you mean \""
              + field.name()
              + " { ... }\"?");
    }
  }

  static void unknownArguments(Findings findings, Node node, Node definition, String what) {
    for (Node argument : node.list("Arguments")) {
      if (Node.named(definition.list("Arguments"), argument.name()) == null) {
        findings.add(node, "Unknown argument \"" + argument.name() + "\" on " + what + ".");
      }
    }
  }

  static void requiredArguments(Findings findings, Node node, Node definition, String what)
      throws GraphqlException {
    for (Node wanted : definition.list("Arguments")) {
      Node type = wanted.required("Type");
      if (type.flag("NonNull")
          && wanted.child("DefaultValue") == null
          && Node.named(node.list("Arguments"), wanted.name()) == null) {
        findings.add(
            node,
            what
                + " argument \""
                + wanted.name()
                + "\" of type \""
                + Texts.type(type)
                + "\" is required, but it was not provided.");
      }
    }
  }

  static void uniqueArguments(Findings findings, Node node) {
    Set<String> seen = new HashSet<>();
    Set<String> said = new HashSet<>();
    for (Node argument : node.list("Arguments")) {
      String name = argument.name();
      if (!seen.add(name) && said.add(name)) {
        findings.add(argument, "There can be only one argument named \"" + name + "\".");
      }
    }
  }

  private boolean isTooDeep(Node field, Set<String> fragments, int lists) {
    int depth = INTROSPECTED_LISTS.contains(field.name()) ? lists + 1 : lists;
    return depth >= MAX_INTROSPECTED_LISTS
        || anyTooDeep(field.list("SelectionSet"), fragments, depth);
  }

  private boolean anyTooDeep(List<Node> selections, Set<String> fragments, int depth) {
    for (Node selection : selections) {
      charge.accept(1);
      boolean deep =
          switch (selection.shape) {
            case INLINE_FRAGMENT -> anyTooDeep(selection.list("SelectionSet"), fragments, depth);
            case FRAGMENT_SPREAD -> {
              Node fragment = selection.definition;
              if (fragment == null || !fragments.add(fragment.name())) {
                yield false;
              }
              boolean inside = anyTooDeep(fragment.list("SelectionSet"), fragments, depth);
              fragments.remove(fragment.name());
              yield inside;
            }
            default -> isTooDeep(selection, fragments, depth);
          };
      if (deep) {
        return true;
      }
    }
    return false;
  }
}
