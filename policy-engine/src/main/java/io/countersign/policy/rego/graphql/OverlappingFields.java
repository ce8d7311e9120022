package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fields that answer under one name must be able to be merged (GraphQL section 5.3.2). How often
 * fields are compared may grow quickly with the query, so that each comparison is charged.
 */
final class OverlappingFields {
  private static final int MAX_DEPTH = 500;

  /** Two fields that cannot be merged, and why. */
  private record Conflict(String name, String reason, Node place) {}

  /** What a selection answers, by name, and the fragments that it spreads. */
  private record Collected(Map<String, List<Node>> fields, List<Node> spreads) {}

  /** Two fragments, in either order. */
  private record Pair(String one, String other) {
    static Pair of(String one, String other) {
      return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  private final Schema schema;
  private final Findings findings;
  private final LongConsumer charge;
  private final Map<Pair, Boolean> comparedPairs = new HashMap<>();
  private Set<String> comparedFragments = new HashSet<>();
  private int depth;

  OverlappingFields(Schema schema, Findings findings, LongConsumer charge) {
    this.schema = schema;
    this.findings = findings;
    this.charge = charge;
  }

  void within(Node selecting) throws GraphqlException {
    List<Node> selections = selecting.list("SelectionSet");
    if (selections.isEmpty()) {
      return;
    }
    Collected collected = collect(selections);
    List<Conflict> conflicts = new ArrayList<>();
    for (List<Node> fields : collected.fields().values()) {
      for (int i = 0; i < fields.size(); i++) {
        for (Node other : fields.subList(i + 1, fields.size())) {
          compare(conflicts, false, fields.get(i), other);
        }
      }
    }
    comparedFragments = new HashSet<>();
    List<Node> spreads = collected.spreads();
    for (int i = 0; i < spreads.size(); i++) {
      withFragment(conflicts, false, collected, spreads.get(i));
      for (Node other : spreads.subList(i + 1, spreads.size())) {
        betweenFragments(conflicts, false, spreads.get(i), other);
      }
    }
    for (Conflict conflict : conflicts) {
      findings.add(
          conflict.place(),
          "Fields \""
              + conflict.name()
              + "\" conflict because "
              + conflict.reason()
              + ". Use different aliases on the fields to fetch both if this was intentional.");
    }
  }

  private void withFragment(
      List<Conflict> conflicts, boolean exclusive, Collected fields, Node spread)
      throws GraphqlException {
    Node fragment = spread.definition;
    if (!comparedFragments.add(spread.name()) || fragment == null) {
      return;
    }
    Collected others = collect(fragment.list("SelectionSet"));
    if (others.fields().equals(fields.fields())) {
      return;
    }
    between(conflicts, exclusive, fields, others);
    for (Node inner : others.spreads()) {
      if (!inner.name().equals(spread.name())) {
        withFragment(conflicts, exclusive, fields, inner);
      }
    }
  }

  private void betweenFragments(List<Conflict> conflicts, boolean exclusive, Node one, Node other)
      throws GraphqlException {
    Pair pair = Pair.of(one.name(), other.name());
    Boolean compared = comparedPairs.get(pair);
    if (one.name().equals(other.name()) || (compared != null && (exclusive || !compared))) {
      return;
    }
    comparedPairs.put(pair, exclusive);
    Node fragment = one.definition;
    Node otherFragment = other.definition;
    if (fragment == null || otherFragment == null) {
      return;
    }
    Collected fields = collect(fragment.list("SelectionSet"));
    Collected otherFields = collect(otherFragment.list("SelectionSet"));
    between(conflicts, exclusive, fields, otherFields);
    for (Node inner : otherFields.spreads()) {
      betweenFragments(conflicts, exclusive, one, inner);
    }
    for (Node inner : fields.spreads()) {
      betweenFragments(conflicts, exclusive, inner, other);
    }
  }

  private void between(
      List<Conflict> conflicts, boolean exclusive, Collected ones, Collected others)
      throws GraphqlException {
    for (Map.Entry<String, List<Node>> entry : ones.fields().entrySet()) {
      for (Node one : entry.getValue()) {
        for (Node other : others.fields().getOrDefault(entry.getKey(), List.of())) {
          compare(conflicts, exclusive, one, other);
        }
      }
    }
  }

  private void compare(List<Conflict> conflicts, boolean parents, Node one, Node other)
      throws GraphqlException {
    charge.accept(1);
    Node parent = one.parent;
    Node otherParent = other.parent;
    if (parent == null || otherParent == null) {
      return;
    }
    Node definition = one.definition;
    Node otherDefinition = other.definition;
    boolean known = definition != null && otherDefinition != null;
    boolean exclusive =
        parents
            || (known
                && !parent.name().equals(otherParent.name())
                && parent.text("Kind").equals("OBJECT")
                && otherParent.text("Kind").equals("OBJECT"));
    String reason = null;
    if (!exclusive && !one.name().equals(other.name())) {
      reason = "\"" + one.name() + "\" and \"" + other.name() + "\" are different fields";
    } else if (!exclusive && !sameArguments(one, other)) {
      reason = "they have differing arguments";
    } else if (definition != null && otherDefinition != null) {
      Node type = definition.required("Type");
      Node otherType = otherDefinition.required("Type");
      if (typesConflict(type, otherType)) {
        reason =
            "they return conflicting types \""
                + Texts.type(type)
                + "\" and \""
                + Texts.type(otherType)
                + "\"";
      }
    }
    if (reason == null) {
      reason = inside(exclusive, one, other);
    }
    if (reason != null) {
      conflicts.add(new Conflict(responseName(one), reason, other));
    }
  }

  private @Nullable String inside(boolean exclusive, Node one, Node other) throws GraphqlException {
    if (++depth > MAX_DEPTH) {
      throw new GraphqlException("GraphQL parse error: nested too deeply");
    }
    List<Conflict> conflicts = new ArrayList<>();
    Collected ones = collect(one.list("SelectionSet"));
    Collected others = collect(other.list("SelectionSet"));
    between(conflicts, exclusive, ones, others);
    for (Node spread : others.spreads()) {
      comparedFragments = new HashSet<>();
      withFragment(conflicts, exclusive, ones, spread);
    }
    for (Node spread : ones.spreads()) {
      comparedFragments = new HashSet<>();
      withFragment(conflicts, exclusive, others, spread);
    }
    for (Node spread : ones.spreads()) {
      for (Node otherSpread : others.spreads()) {
        betweenFragments(conflicts, exclusive, spread, otherSpread);
      }
    }
    depth--;
    return conflicts.isEmpty()
        ? null
        : String.join(
            " and ",
            conflicts.stream()
                .map(c -> "subfields \"" + c.name() + "\" conflict because " + c.reason())
                .toList());
  }

  private boolean typesConflict(Node one, Node other) {
    Node element = one.child("Elem");
    Node otherElement = other.child("Elem");
    if (element != null && otherElement != null) {
      return typesConflict(element, otherElement);
    }
    if (element != null || otherElement != null || one.flag("NonNull") != other.flag("NonNull")) {
      return true;
    }
    Node type = schema.typeOf(one);
    Node otherType = schema.typeOf(other);
    return type != null
        && otherType != null
        && Schema.isLeaf(type)
        && Schema.isLeaf(otherType)
        && !type.name().equals(otherType.name());
  }

  private Collected collect(List<Node> selections) {
    Collected collected = new Collected(new LinkedHashMap<>(), new ArrayList<>());
    collect(selections, collected);
    return collected;
  }

  private void collect(List<Node> selections, Collected into) {
    charge.accept(selections.size());
    for (Node selection : selections) {
      switch (selection.shape) {
        case INLINE_FRAGMENT -> collect(selection.list("SelectionSet"), into);
        case FRAGMENT_SPREAD -> into.spreads().add(selection);
        default ->
            into.fields()
                .computeIfAbsent(responseName(selection), n -> new ArrayList<>())
                .add(selection);
      }
    }
  }

  private static String responseName(Node field) {
    return field.text("Alias").isEmpty() ? field.name() : field.text("Alias");
  }

  private static boolean sameArguments(Node one, Node other) throws GraphqlException {
    List<Node> arguments = one.list("Arguments");
    List<Node> others = other.list("Arguments");
    if (arguments.size() != others.size()) {
      return false;
    }
    for (Node argument : arguments) {
      Node same = Node.named(others, argument.name());
      if (same == null || !sameValue(argument.required("Value"), same.required("Value"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(Node one, Node other) throws GraphqlException {
    List<Node> children = one.list("Children");
    List<Node> others = other.list("Children");
    if (one.number("Kind") != other.number("Kind")
        || !one.text("Raw").equals(other.text("Raw"))
        || children.size() != others.size()) {
      return false;
    }
    boolean object = one.number("Kind") == Values.OBJECT;
    for (int i = 0; i < children.size(); i++) {
      Node child = children.get(i);
      Node same = object ? Node.named(others, child.name()) : others.get(i);
      if (same == null || !sameValue(child.required("Value"), same.required("Value"))) {
        return false;
      }
    }
    return true;
  }
}
