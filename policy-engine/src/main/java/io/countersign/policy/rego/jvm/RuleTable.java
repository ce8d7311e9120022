package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds rules by a path that is known only during evaluation. */
public final class RuleTable {
  private final Map<List<String>, String> classes;
  private final PlanLoader loader;

  /**
   * A table.
   *
   * @param classes the class of each rule, by its path
   */
  RuleTable(Map<List<String>, String> classes, PlanLoader loader) {
    this.classes = Map.copyOf(classes);
    this.loader = loader;
  }

  /** The rule at a path; null when there is none. */
  public @Nullable Rule find(@Nullable RegoValue[] path) {
    List<String> names = new ArrayList<>(path.length);
    for (RegoValue segment : path) {
      if (!(segment instanceof RegoString string)) {
        return null;
      }
      names.add(string.value());
    }
    String name = classes.get(names);
    return name == null ? null : loader.rule(name);
  }
}
