package io.countersign.policy.rego.plan;

import org.jspecify.annotations.Nullable;

/**
 * Where a statement comes from.
 *
 * @param file null when the plan does not say
 * @param row from 1; 0 when the plan does not say
 * @param column from 1
 */
public record Location(@Nullable String file, int row, int column) {
  /** Nowhere in a source. */
  public static final Location NONE = new Location(null, 0, 0);

  public boolean isKnown() {
    return row > 0;
  }

  /** {@code file:row}, as messages name it. */
  @Override
  public String toString() {
    return (file == null ? "policy" : file) + ":" + row;
  }
}
