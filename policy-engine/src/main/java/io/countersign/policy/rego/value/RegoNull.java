package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonValue;

/** Null: one value. */
public final class RegoNull implements RegoValue {
  public static final RegoNull NULL = new RegoNull();

  private RegoNull() {}

  @Override
  public String typeName() {
    return "null";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public JsonValue toJson() {
    return JsonNull.NULL;
  }

  @Override
  public int compareTo(RegoValue other) {
    return Integer.compare(rank(), other.rank());
  }

  @Override
  public boolean equals(Object other) {
    return other == this;
  }

  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "null";
  }
}
