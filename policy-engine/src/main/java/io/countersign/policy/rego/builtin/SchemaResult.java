package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What does not match, and how close it came: OPA tells what is wrong with the closest schema. */
final class SchemaResult {
  /** As OPA names the document itself. */
  static final String ROOT = "(Root)";

  private static final int MAX_ERRORS = 1_000;

  private final List<RegoValue> errors = new ArrayList<>();
  private int score;

  void add(String path, String type, String description) {
    score -= 2;
    if (errors.size() < MAX_ERRORS) {
      String field = path.startsWith(ROOT + ".") ? path.substring(ROOT.length() + 1) : path;
      errors.add(
          RegoObject.of(
              Map.of(
                  RegoString.of("desc"), RegoString.of(description),
                  RegoString.of("error"), RegoString.of(field + ": " + description),
                  RegoString.of("field"), RegoString.of(field),
                  RegoString.of("type"), RegoString.of(type))));
    }
  }

  void merge(SchemaResult other) {
    score += other.score;
    errors.addAll(
        other.errors.subList(0, Math.min(other.errors.size(), MAX_ERRORS - errors.size())));
  }

  void count() {
    score++;
  }

  int score() {
    return score;
  }

  boolean isValid() {
    return errors.isEmpty();
  }

  List<RegoValue> errors() {
    return errors;
  }
}
