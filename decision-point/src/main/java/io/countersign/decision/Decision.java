package io.countersign.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer. What the gateway is told is a function of it alone, so record and answer agree. */
public sealed interface Decision {

  /** The code of an allowed request, beside those of {@link Reason}. */
  String ALLOWED = "ALLOWED";

  Summary summary();

  Effects effects();

  /** {@link #ALLOWED} or the name of the {@link Reason}, as records and metadata have it. */
  default String code() {
    return switch (this) {
      case Allow ignored -> ALLOWED;
      case Deny deny -> deny.reason().name();
    };
  }

  /** The request may pass. */
  record Allow(Summary summary, Effects effects) implements Decision {}

  /**
   * The request may not pass.
   *
   * @param challenge header fields that the RFC wants in the answer
   */
  record Deny(Summary summary, Reason reason, List<Header> challenge, Effects effects)
      implements Decision {
    public Deny {
      challenge = List.copyOf(challenge);
    }

    /** The HTTP status for the client. */
    public int status() {
      return effects.deniedStatus() == 0 ? reason.status() : effects.deniedStatus();
    }
  }

  /**
   * What joins the gateway's access log to the decision log.
   *
   * @param subject null when nobody was verified
   * @param owner null when the registry names none
   * @param bundle the policy's digest; null when no policy was asked
   */
  record Summary(
      DecisionId id, @Nullable String subject, @Nullable String owner, @Nullable Sha256 bundle) {}
}
