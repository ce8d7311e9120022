package io.countersign.service.command;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.rego.Explanation;
import io.countersign.policy.rego.plan.Location;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints why an evaluation gave what it gave, with the lines of the bundle's sources. */
final class ExplanationText {
  private final Bundle bundle;
  private final PrintWriter out;
  private final Map<String, List<String>> sources = new HashMap<>();

  ExplanationText(Bundle bundle, PrintWriter out) {
    this.bundle = bundle;
    this.out = out;
  }

  void print(Explanation explanation) {
    for (Explanation.Step step : explanation.steps()) {
      String indent = "  ".repeat(step.depth());
      out.println(
          indent
              + step.reference()
              + step.value().map(value -> " = " + value).orElse(" is undefined"));
      for (Location location : step.failed()) {
        out.println(indent + "  failed at " + location + line(location));
      }
    }
    if (!explanation.complete()) {
      out.println("… and more, which are not kept");
    }
    explanation.error().ifPresent(error -> out.println("ended by an error: " + error));
  }

  /** The source's line; empty when the bundle does not carry it. */
  private String line(Location location) {
    String file = location.file();
    if (file == null) {
      return "";
    }
    List<String> lines =
        sources.computeIfAbsent(
            file,
            path ->
                bundle
                    .file(path.startsWith("/") ? path.substring(1) : path)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of()));
    return location.row() <= lines.size() ? ": " + lines.get(location.row() - 1).strip() : "";
  }
}
