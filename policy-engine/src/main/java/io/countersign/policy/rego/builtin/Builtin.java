package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoValue;
import org.jspecify.annotations.Nullable;

/** One built-in function. */
@FunctionalInterface
public interface Builtin {

  /**
   * Calls it.
   *
   * @param arguments as many as the function declares, of any kind
   * @return null when the result is undefined
   * @throws BuiltinException when the arguments are wrong: undefined, unless errors are strict
   */
  @Nullable RegoValue call(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException;
}
