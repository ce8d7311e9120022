package io.countersign.policy.rego;

import org.jspecify.annotations.Nullable;

/** An evaluation that gave no answer. */
public final class EvaluationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Kind {
    /** The policy is wrong for this input, for example two rules that give different values. */
    ERROR,
    /** The evaluation took longer or needed more memory than one may. */
    LIMIT,
    /** Every instance was busy for as long as an evaluation may wait. */
    BUSY
  }

  private final Kind kind;

  public EvaluationException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public EvaluationException(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }
}
