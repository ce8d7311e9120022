package io.countersign.policy.rego;

/** What evaluates a policy. */
public enum Engine {
  /** OPA's plan, compiled to bytecode of the JVM. */
  PLAN("plan"),
  /** OPA's WebAssembly module. */
  WASM("wasm");

  private final String label;

  Engine(String label) {
    this.label = label;
  }

  /** Its name in records, on the command line and in messages. */
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
