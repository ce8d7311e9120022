package io.countersign.credentials.transaction;

import io.countersign.decision.Reason;

/** What looking for a transaction token came to. */
public sealed interface TransactionOutcome
    permits VerifiedTransaction, TransactionOutcome.None, TransactionOutcome.Refused {

  /** The request has no {@code Txn-Token}. */
  record None() implements TransactionOutcome {}

  /** It has one that does not hold. */
  record Refused(Reason reason) implements TransactionOutcome {}
}
