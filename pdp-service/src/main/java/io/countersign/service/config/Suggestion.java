package io.countersign.service.config;

import java.util.Collection;

/** Finds the key that was probably meant. */
final class Suggestion {
  private static final int FARTHEST = 3;

  private Suggestion() {}

  /** {@code "; did you mean …?"}, or nothing when no key is near. */
  static String among(Collection<String> known, String given) {
    String nearest = "";
    int least = FARTHEST + 1;
    for (String candidate : known.stream().sorted().toList()) {
      int distance = distance(candidate, given);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /** How many letters must be added, removed or changed (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
