package io.countersign.credentials;

import io.countersign.credentials.approval.ApprovalOutcome;
import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.approval.VerifiedApproval;
import io.countersign.decision.Reason;
import io.countersign.decision.SubjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The approval that an agent brings for this very action, if any. */
record ApprovalStep(ApprovalVerifier approvals) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    SubjectId subject = learnt.subject();
    if (subject == null) {
      return Reason.NO_CREDENTIAL;
    }
    return switch (approvals.verify(
        presented.request(), subject.value(), learnt.everyone(), learnt.context(), now)) {
      case ApprovalOutcome.Invalid invalid -> Reason.APPROVAL_INVALID;
      case ApprovalOutcome.None none -> null;
      case VerifiedApproval held -> {
        learnt.read(held);
        yield null;
      }
    };
  }
}
