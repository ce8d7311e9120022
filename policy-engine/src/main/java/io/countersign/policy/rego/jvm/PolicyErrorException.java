package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.plan.Location;

/** An evaluation that ends without a value because the policy is wrong for this input. */
public final class PolicyErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * An error.
   *
   * @param code OPA's: {@code eval_conflict_error}, {@code eval_type_error}, {@code
   *     eval_builtin_error}
   */
  PolicyErrorException(String code, Location location, String message) {
    super(location + ": " + code + ": " + message, null, false, false);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
