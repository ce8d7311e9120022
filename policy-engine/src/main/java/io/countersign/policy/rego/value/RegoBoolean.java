package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonValue;

/** True and false: two values. */
public final class RegoBoolean implements RegoValue {
  public static final RegoBoolean FALSE = new RegoBoolean(false);
  public static final RegoBoolean TRUE = new RegoBoolean(true);

  private final boolean value;

  private RegoBoolean(boolean value) {
    this.value = value;
  }

  public static RegoBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  public boolean value() {
    return value;
  }

  @Override
  public String typeName() {
    return "boolean";
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public JsonValue toJson() {
    return JsonBoolean.of(value);
  }

  @Override
  public int compareTo(RegoValue other) {
    return other instanceof RegoBoolean bool
        ? Boolean.compare(value, bool.value)
        : Integer.compare(rank(), other.rank());
  }

  @Override
  public boolean equals(Object other) {
    return other == this;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(value);
  }

  @Override
  public String toString() {
    return Boolean.toString(value);
  }
}
