package io.countersign.decision;

import java.util.List;
import java.util.Objects;

/** Who asks: known, or refused. */
public sealed interface Caller {

  /** What was learnt about it. */
  CallerFacts facts();

  /** Every credential held; the subject is known. Made by {@link CallerVerifier}s alone. */
  record Verified(SubjectId subject, CallerFacts facts) implements Caller {
    public Verified {
      if (!subject.equals(facts.subject())) {
        throw new IllegalArgumentException("the facts are about somebody else");
      }
    }
  }

  /**
   * A credential did not hold.
   *
   * @param challenge header fields that the RFC wants in the answer
   * @param facts what was learnt before the refusal; unverified
   */
  record Rejected(Reason reason, List<Header> challenge, CallerFacts facts) implements Caller {
    public Rejected {
      Objects.requireNonNull(reason);
      challenge = List.copyOf(challenge);
    }
  }
}
