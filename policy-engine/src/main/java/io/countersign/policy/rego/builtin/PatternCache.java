package io.countersign.policy.rego.builtin;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Compiled patterns, by what they were written as: only so many, and none that is large. */
final class PatternCache<K, P> {
  private static final int MAX_PATTERNS = 500;
  private static final int MAX_LENGTH = 2_000;

  private final ConcurrentMap<K, P> patterns = new ConcurrentHashMap<>();

  @Nullable P get(K key) {
    return patterns.get(key);
  }

  /**
   * Keeps a pattern, in the place of any other when there is no room.
   *
   * @param length of the pattern's text
   */
  void put(K key, P pattern, int length) {
    if (length > MAX_LENGTH) {
      return;
    }
    if (patterns.size() >= MAX_PATTERNS) {
      Iterator<K> any = patterns.keySet().iterator();
      if (any.hasNext()) {
        patterns.remove(any.next());
      }
    }
    patterns.put(key, pattern);
  }
}
