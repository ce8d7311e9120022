package io.countersign.policy.rego.graphql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules about directives (GraphQL section 5.7). */
final class DirectiveRules {
  private record Misplaced(String name, int line, int column) {}

  private final Findings findings;
  private final Set<Misplaced> misplaced = new HashSet<>();

  DirectiveRules(Findings findings) {
    this.findings = findings;
  }

  void check(Node directive, String location) throws GraphqlException {
    Node definition = directive.definition;
    String what = "irective \"@" + directive.name() + "\"";
    if (definition == null) {
      findings.add(directive, "Unknown d" + what + ".");
    } else {
      FieldRules.unknownArguments(findings, directive, definition, "d" + what);
      if (!definition.names("Locations").contains(location)
          && misplaced.add(new Misplaced(directive.name(), directive.line, directive.column))) {
        findings.add(directive, "D" + what + " may not be used on " + location + ".");
      }
      FieldRules.requiredArguments(findings, directive, definition, "D" + what);
    }
    FieldRules.uniqueArguments(findings, directive);
  }

  void unique(List<Node> directives) {
    Set<String> seen = new HashSet<>();
    for (Node directive : directives) {
      Node definition = directive.definition;
      if (!seen.add(directive.name()) && (definition == null || !definition.flag("IsRepeatable"))) {
        findings.add(
            directive,
            "The directive \"@" + directive.name() + "\" can only be used once at this location.");
      }
    }
  }
}
