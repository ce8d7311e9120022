package io.countersign.policy.rego;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a module says of itself.
 *
 * @param abiVersion the version of OPA's ABI, as {@code 1.3}
 * @param entrypoints name to number
 * @param builtins the built-in functions that it asks its host for
 */
public record WasmInterface(
    String abiVersion, SortedMap<String, Integer> entrypoints, SortedSet<String> builtins) {
  public WasmInterface {
    entrypoints = Collections.unmodifiableSortedMap(new TreeMap<>(entrypoints));
    builtins = Collections.unmodifiableSortedSet(new TreeSet<>(builtins));
  }
}
