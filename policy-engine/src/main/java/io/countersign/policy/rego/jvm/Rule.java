package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.value.RegoValue;
import org.jspecify.annotations.Nullable;

/** Compiled code that depends on input and data alone: a rule, or an entrypoint. */
@FunctionalInterface
public interface Rule {

  /** Evaluates it; null when it is undefined, and for an entrypoint, which adds its result. */
  @Nullable RegoValue evaluate(
      Evaluation evaluation, @Nullable RegoValue input, @Nullable RegoValue data);
}
