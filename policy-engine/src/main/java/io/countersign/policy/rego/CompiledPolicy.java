package io.countersign.policy.rego;

import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/** Compiled Rego with its data; immutable to its callers, safe for use by many threads. */
public interface CompiledPolicy {

  /** What evaluates it. */
  Engine engine();

  /** What can be asked, such as {@code countersign/authz/decision}. */
  SortedSet<String> entrypoints();

  /**
   * Evaluates one entrypoint.
   *
   * @param entrypoint one of {@link #entrypoints()}; anything else is a bug
   * @param time what the policy takes for the present
   * @param seed what random numbers depend on: the same time and seed give the same answer
   * @return the value, sets as arrays; empty when it is undefined
   * @throws EvaluationException when there is no answer: an error of the policy, or a limit
   */
  Optional<JsonValue> evaluate(String entrypoint, JsonValue input, Instant time, long seed)
      throws EvaluationException;
}
