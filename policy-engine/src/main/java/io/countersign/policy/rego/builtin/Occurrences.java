package io.countersign.policy.rego.builtin;

import org.jspecify.annotations.Nullable;

/**
 * Where a text contains another, one place after the other, in time that grows with the texts'
 * lengths and not with their product: both may come from a request.
 */
final class Occurrences {
  /** Up to this length the library's search is the fastest, and no attack is worth it. */
  private static final int SHORT = 32;

  private final String text;
  private final String pattern;
  private final boolean overlapping;
  private final int @Nullable [] borders;
  private int at;
  private int matched;

  /**
   * A search.
   *
   * @param pattern not empty
   * @param overlapping whether the next place may lie within the last one
   */
  Occurrences(String text, String pattern, boolean overlapping) {
    this.text = text;
    this.pattern = pattern;
    this.overlapping = overlapping;
    this.borders =
        pattern.length() <= SHORT || pattern.length() > text.length() ? null : borders(pattern);
  }

  /** The first place; -1 when there is none. */
  static int first(String text, String pattern) {
    return pattern.isEmpty() ? 0 : new Occurrences(text, pattern, false).next();
  }

  /** The next place, in UTF-16 units; -1 when there is none. */
  int next() {
    int[] known = borders;
    if (known == null) {
      int found = text.indexOf(pattern, at);
      if (found >= 0) {
        at = found + (overlapping ? 1 : pattern.length());
      }
      return found;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      while (matched > 0 && pattern.charAt(matched) != c) {
        matched = known[matched - 1];
      }
      if (pattern.charAt(matched) == c) {
        matched++;
      }
      if (matched == pattern.length()) {
        matched = overlapping ? known[matched - 1] : 0;
        return at - pattern.length();
      }
    }
    return -1;
  }

  /**
   * For each beginning of the pattern the length of its longest proper part that is both its
   * beginning and its end (Knuth, Morris, Pratt).
   */
  private static int[] borders(String pattern) {
    int[] borders = new int[pattern.length()];
    int length = 0;
    for (int i = 1; i < borders.length; i++) {
      while (length > 0 && pattern.charAt(i) != pattern.charAt(length)) {
        length = borders[length - 1];
      }
      if (pattern.charAt(i) == pattern.charAt(length)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }
}
