package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a query, in the order it was found. */
final class Findings {
  private static final int MAX_FINDINGS = 100;

  private record Finding(int line, int column, String message) {}

  private final List<Finding> findings = new ArrayList<>();

  void add(Node node, String message) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new Finding(node.line, node.column, message));
    }
  }

  /**
   * Says all in one text, as OPA does: the first finding's place comes last.
   *
   * @throws GraphqlException when there is any
   */
  void raise() throws GraphqlException {
    if (findings.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(findings.getFirst().message()).append('\n');
    for (Finding other : findings.subList(1, findings.size())) {
      text.append("input:");
      if (other.line() > 0) {
        text.append(other.line()).append(':').append(other.column()).append(':');
      }
      text.append(' ').append(other.message()).append('\n');
    }
    Finding first = findings.getFirst();
    String message = text.toString();
    throw GraphqlException.at(
        first.line(),
        first.column(),
        first.line() > 0 && message.endsWith(".\n")
            ? message.substring(0, message.length() - 2)
            : message);
  }
}
