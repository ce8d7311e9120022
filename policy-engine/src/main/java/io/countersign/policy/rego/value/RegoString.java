package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.Objects;

/** A string, ordered by code points, as UTF-8 bytes are. */
public final class RegoString implements RegoValue {
  public static final RegoString EMPTY = new RegoString("");

  private final String value;

  private RegoString(String value) {
    this.value = Objects.requireNonNull(value);
  }

  public static RegoString of(String value) {
    return value.isEmpty() ? EMPTY : new RegoString(value);
  }

  public String value() {
    return value;
  }

  @Override
  public String typeName() {
    return "string";
  }

  @Override
  public int rank() {
    return 3;
  }

  @Override
  public JsonValue toJson() {
    return new JsonString(value);
  }

  @Override
  public int compareTo(RegoValue other) {
    return other instanceof RegoString string
        ? compareCodePoints(value, string.value)
        : Integer.compare(rank(), other.rank());
  }

  /** Differs from {@link String#compareTo} where a surrogate meets a unit of U+E000 and above. */
  public static int compareCodePoints(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? Character.compare(x, y) : surrogate ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof RegoString string && value.equals(string.value));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return Quoted.of(value);
  }
}
