package io.countersign.credentials.approval;

import io.countersign.decision.AgentFacts;
import io.countersign.decision.Sha256;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An approval that holds for one agent and action. Only {@link ApprovalVerifier} makes one. */
public final class VerifiedApproval implements ApprovalOutcome {
  private final AgentFacts.Approval facts;
  private final @Nullable String session;
  private final @Nullable Sha256 singleUse;
  private final Duration keyAge;

  VerifiedApproval(
      AgentFacts.Approval facts,
      @Nullable String session,
      @Nullable Sha256 singleUse,
      Duration keyAge) {
    this.facts = facts;
    this.session = session;
    this.singleUse = singleUse;
    this.keyAge = keyAge;
  }

  public AgentFacts.Approval facts() {
    return facts;
  }

  /** The agent's session it was given for. */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /** What to mark as used until it expires, when it is for a single use. */
  public Optional<Sha256> singleUseKey() {
    return Optional.ofNullable(singleUse);
  }

  /** How long ago its issuer's keys were last read. */
  public Duration keyAge() {
    return keyAge;
  }
}
