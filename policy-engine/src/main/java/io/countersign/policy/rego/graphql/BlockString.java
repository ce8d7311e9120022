package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.List;

/** What a block string means: without common indentation and blank ends (GraphQL 2.9.4). */
final class BlockString {
  private BlockString() {}

  static String value(String raw) {
    List<String> lines = new ArrayList<>(List.of(raw.split("\n", -1)));
    // OPA counts the first line's indentation, too.
    int common =
        lines.stream()
            .filter(line -> !isBlank(line))
            .mapToInt(BlockString::indentation)
            .min()
            .orElse(0);
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      lines.set(i, line.length() < common ? "" : line.substring(common));
    }
    int start = 0;
    int end = lines.size();
    while (start < end && isBlank(lines.get(start))) {
      start++;
    }
    while (start < end && isBlank(lines.get(end - 1))) {
      end--;
    }
    return String.join("\n", lines.subList(start, end));
  }

  private static boolean isBlank(String line) {
    return indentation(line) == line.length();
  }

  private static int indentation(String line) {
    int at = 0;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
