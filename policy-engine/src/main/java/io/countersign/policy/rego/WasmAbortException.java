package io.countersign.policy.rego;

/** The module gave up: an error of the policy, such as two rules with different values. */
final class WasmAbortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WasmAbortException(String message) {
    super(message);
  }
}
