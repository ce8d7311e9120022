package io.countersign.credentials.approval;

/** What looking at an approval came to. */
public sealed interface ApprovalOutcome
    permits VerifiedApproval, ApprovalOutcome.None, ApprovalOutcome.Invalid {

  /** The request brings none. */
  record None() implements ApprovalOutcome {}

  /** It does not hold for this agent and action. */
  record Invalid() implements ApprovalOutcome {}
}
