package io.countersign.policy.rego.plan;

import org.jspecify.annotations.Nullable;

/** A text that is no plan, or one that cannot be run; the message says where and why. */
public final class PlanException extends Exception {
  private static final long serialVersionUID = 1L;

  public PlanException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public PlanException(String message) {
    this(message, null);
  }
}
