package io.countersign.policy.rego.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy in OPA's intermediate representation.
 *
 * @param entrypoints the blocks of each, by name
 * @param functions by name
 * @param builtins the built-in functions that it calls
 */
public record Plan(
    SortedMap<String, List<Block>> entrypoints,
    Map<String, Function> functions,
    Set<String> builtins) {
  /** The local variable that holds the input, in entrypoints. */
  public static final int INPUT = 0;

  /** The local variable that holds the data, in entrypoints. */
  public static final int DATA = 1;

  public Plan {
    entrypoints = Collections.unmodifiableSortedMap(new TreeMap<>(entrypoints));
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
    builtins = Set.copyOf(builtins);
  }
}
