package io.countersign.policy.rego;

/** The module needs more memory than it may have. */
final class WasmMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WasmMemoryException() {
    super("the memory limit of one evaluation is reached");
  }
}
