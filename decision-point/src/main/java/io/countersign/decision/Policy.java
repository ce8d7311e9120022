package io.countersign.decision;

/** One activated policy with its registry; immutable, safe for use by many threads. */
public interface Policy {

  PolicyIdentity identity();

  /** The registry's entry, {@link Registration#UNKNOWN} when there is none. */
  Registration registration(String subjectId);

  /**
   * Evaluates the entrypoint. An undefined result, an error and an exceeded limit are denials with
   * a reason of their own, never exceptions.
   */
  Verdict evaluate(PolicyInput input);
}
