package io.countersign.policy.rego.builtin;

/** An evaluation that took more work or time than one may. */
public final class EvaluationLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EvaluationLimitException(String message) {
    super(message, null, false, false);
  }
}
