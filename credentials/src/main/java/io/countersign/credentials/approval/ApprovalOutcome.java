package io.countersign.credentials.approval;

/** What verifying an approval gave. */
public sealed interface ApprovalOutcome permits VerifiedApproval, ApprovalOutcome.Refused {

  /** It does not hold for this agent and this action. */
  record Refused() implements ApprovalOutcome {}
}
