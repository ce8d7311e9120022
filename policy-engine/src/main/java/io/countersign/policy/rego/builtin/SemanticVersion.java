package io.countersign.policy.rego.builtin;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version (Semantic Versioning 2.0.0 §2, §9–11); a {@code v} in front is skipped.
 *
 * @param preRelease its identifiers; empty for a release
 */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease)
    implements Comparable<SemanticVersion> {
  private static final int MAX_LENGTH = 1_000;
  private static final String NUMBER = "(0|[1-9][0-9]{0,18})";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "v?"
              + NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?");

  SemanticVersion {
    preRelease = List.copyOf(preRelease);
  }

  static Optional<SemanticVersion> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (text.length() > MAX_LENGTH || !matcher.matches()) {
      return Optional.empty();
    }
    List<String> preRelease = identifiers(matcher.group(4));
    long[] numbers = new long[3];
    try {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Long.parseLong(matcher.group(i + 1));
      }
    } catch (NumberFormatException e) {
      return Optional.empty(); // beyond 64 bits
    }
    boolean valid =
        identifiers(matcher.group(5)).stream().noneMatch(String::isEmpty)
            && preRelease.stream().noneMatch(id -> id.isEmpty() || hasLeadingZero(id));
    return valid
        ? Optional.of(new SemanticVersion(numbers[0], numbers[1], numbers[2], preRelease))
        : Optional.empty();
  }

  private static List<String> identifiers(@Nullable String dotted) {
    return dotted == null ? List.of() : List.of(dotted.split("\\.", -1));
  }

  private static boolean hasLeadingZero(String identifier) {
    return identifier.length() > 1 && identifier.charAt(0) == '0' && isNumber(identifier);
  }

  private static boolean isNumber(String identifier) {
    return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int order =
        Comparator.comparingLong(SemanticVersion::major)
            .thenComparingLong(SemanticVersion::minor)
            .thenComparingLong(SemanticVersion::patch)
            .compare(this, other);
    if (order != 0 || preRelease.equals(other.preRelease)) {
      return order;
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return preRelease.isEmpty() ? 1 : -1;
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int identifiers = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
      if (identifiers != 0) {
        return identifiers;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  /** Numbers by value and below all others, which compare as text (§11.4). */
  private static int compareIdentifiers(String a, String b) {
    boolean number = isNumber(a);
    if (number != isNumber(b)) {
      return number ? -1 : 1;
    }
    // Without leading zeros, the longer number is the larger.
    int order = number ? Integer.compare(a.length(), b.length()) : 0;
    return order != 0 ? order : Integer.signum(a.compareTo(b));
  }
}
