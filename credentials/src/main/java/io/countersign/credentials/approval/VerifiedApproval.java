package io.countersign.credentials.approval;

import io.countersign.decision.AgentFacts;
import io.countersign.decision.Sha256;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An approval that holds; made by {@link ApprovalVerifier} alone. */
public final class VerifiedApproval implements ApprovalOutcome {
  private final AgentFacts.Approval facts;
  private final @Nullable String session;
  private final @Nullable Sha256 singleUse;

  VerifiedApproval(
      AgentFacts.Approval facts, @Nullable String session, @Nullable Sha256 singleUse) {
    this.facts = facts;
    this.session = session;
    this.singleUse = singleUse;
  }

  public AgentFacts.Approval facts() {
    return facts;
  }

  /** The prompt session that it was given in; empty when it names a transaction instead. */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /** What must be marked as used before the action is allowed; empty when it may be used again. */
  public Optional<Sha256> singleUse() {
    return Optional.ofNullable(singleUse);
  }
}
