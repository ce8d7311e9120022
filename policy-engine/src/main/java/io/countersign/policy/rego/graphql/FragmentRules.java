package io.countersign.policy.rego.graphql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Rules about fragments (GraphQL section 5.5). */
final class FragmentRules {
  private static final int MAX_PATH = 500;

  private final Schema schema;
  private final Node document;
  private final Findings findings;
  private final LongConsumer charge;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> visited = new HashSet<>();
  private boolean inDefinitions;

  FragmentRules(Schema schema, Node document, Findings findings, LongConsumer charge) {
    this.schema = schema;
    this.document = document;
    this.findings = findings;
    this.charge = charge;
  }

  void inlineBeforeFields(Node fragment) {
    String condition = fragment.text("TypeCondition");
    Node type = schema.types.get(condition);
    if (type != null && !Schema.isComposite(type)) {
      findings.add(
          fragment, "Fragment cannot condition on non composite type \"" + condition + "\".");
    } else if (type == null && !condition.isEmpty()) {
      findings.add(fragment, "Unknown type \"" + condition + "\".");
    }
  }

  void inlineAfterFields(Node fragment) {
    Node parent = fragment.parent;
    String condition = fragment.text("TypeCondition");
    if (parent != null && isImpossible(parent, condition)) {
      findings.add(fragment, "Fragment cannot be spread here" + never(parent.name(), condition));
    }
  }

  void spread(Node spread) {
    Node fragment = spread.definition;
    if (fragment == null) {
      findings.add(spread, "Unknown fragment \"" + spread.name() + "\".");
    }
    if (!inDefinitions) {
      used.add(spread.name());
    }
    Node parent = spread.parent;
    if (fragment != null
        && parent != null
        && isImpossible(parent, fragment.text("TypeCondition"))) {
      findings.add(
          spread,
          "Fragment \""
              + spread.name()
              + "\" cannot be spread here"
              + never(parent.name(), fragment.text("TypeCondition")));
    }
  }

  private static String never(String parent, String condition) {
    return " as objects of type \"" + parent + "\" can never be of type \"" + condition + "\".";
  }

  private boolean isImpossible(Node parent, String condition) {
    Node type = schema.types.get(condition);
    if (type == null || !Schema.isComposite(type) || !Schema.isComposite(parent)) {
      return false;
    }
    List<Node> parents =
        parent.text("Kind").equals("OBJECT") ? List.of(parent) : schema.possibleTypes(parent);
    List<Node> possible = schema.possibleTypes(type);
    charge.accept((long) parents.size() * possible.size() / 8);
    return possible.stream().noneMatch(each -> Node.named(parents, each.name()) != null);
  }

  void beforeFields(Node fragment) throws GraphqlException {
    String condition = fragment.text("TypeCondition");
    Node type = fragment.definition;
    if (type == null) {
      findings.add(fragment, "Unknown type \"" + condition + "\".");
    } else if (!Schema.isComposite(type)) {
      findings.add(
          fragment,
          "Fragment \""
              + fragment.name()
              + "\" cannot condition on non composite type \""
              + condition
              + "\".");
    }
    cycles(fragment, new ArrayList<>(), new HashMap<>());
    inDefinitions = true;
    if (!used.contains(fragment.name())) {
      findings.add(fragment, "Fragment \"" + fragment.name() + "\" is never used.");
    }
  }

  void afterFields(Node fragment) {
    if (!seen.add(fragment.name())) {
      findings.add(fragment, "There can be only one fragment named \"" + fragment.name() + "\".");
    }
  }

  private void cycles(Node fragment, List<String> path, Map<String, Integer> places)
      throws GraphqlException {
    if (!visited.add(fragment.name())) {
      return;
    }
    if (path.size() > MAX_PATH) {
      throw new GraphqlException("GraphQL parse error: nested too deeply");
    }
    places.put(fragment.name(), path.size());
    for (Node spread : spreads(fragment)) {
      charge.accept(1);
      Integer start = places.get(spread.name());
      if (start == null) {
        Node next = Node.named(document.list("Fragments"), spread.name());
        if (next != null) {
          path.add(spread.name());
          cycles(next, path, places);
          path.removeLast();
        }
        continue;
      }
      List<String> names =
          path.subList(start, path.size()).stream().map(name -> '"' + name + '"').toList();
      findings.add(
          spread,
          "Cannot spread fragment \""
              + spread.name()
              + "\" within itself"
              + (names.isEmpty() ? "" : " via " + String.join(", ", names))
              + ".");
    }
    places.remove(fragment.name());
  }

  private static List<Node> spreads(Node fragment) {
    List<Node> spreads = new ArrayList<>();
    Deque<List<Node>> open = new ArrayDeque<>();
    open.push(fragment.list("SelectionSet"));
    while (!open.isEmpty()) {
      for (Node selection : open.pop()) {
        if (selection.shape == Shape.FRAGMENT_SPREAD) {
          spreads.add(selection);
        } else {
          open.push(selection.list("SelectionSet"));
        }
      }
    }
    return spreads;
  }
}
