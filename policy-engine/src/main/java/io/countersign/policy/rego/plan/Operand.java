package io.countersign.policy.rego.plan;

/** What a statement works on. */
public sealed interface Operand {
  /** A local variable, by its number in its function. */
  record Local(int number) implements Operand {}

  /** A constant string. */
  record Text(String value) implements Operand {}

  /** A constant truth value. */
  record Bool(boolean value) implements Operand {}
}
