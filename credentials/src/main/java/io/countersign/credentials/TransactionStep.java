package io.countersign.credentials;

import io.countersign.credentials.transaction.TransactionOutcome;
import io.countersign.credentials.transaction.TransactionTokenVerifier;
import io.countersign.credentials.transaction.VerifiedTransaction;
import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The token of the transaction that the request belongs to, if any; it lets nobody in. */
record TransactionStep(TransactionTokenVerifier transactions) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    return switch (transactions.verify(presented.request().headers(), now)) {
      case TransactionOutcome.None none -> null;
      case TransactionOutcome.Refused refused -> refused.reason();
      case VerifiedTransaction held -> {
        learnt.read(held);
        yield null;
      }
    };
  }
}
