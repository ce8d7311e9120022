package io.countersign.credentials;

import io.countersign.credentials.token.VerifiedToken;
import io.countersign.credentials.transaction.VerifiedTransaction;
import io.countersign.decision.Reason;
import io.countersign.decision.SubjectId;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All credentials of a request are about one caller: whoever proved a key of its own, by
 * certificate, workload identity token or message signature, is the token's subject or acts for it.
 */
record SubjectStep() implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    List<SubjectId> presenters = learnt.presenters();
    if (presenters.stream().distinct().count() > 1) {
      return Reason.SUBJECT_MISMATCH;
    }
    SubjectId subject = learnt.tokenSubject();
    if (subject != null && !presenters.isEmpty()) {
      SubjectId presenter = presenters.getFirst();
      if (!mayPresent(presenter, subject, learnt.token())) {
        return Reason.SUBJECT_MISMATCH;
      }
      learnt.presentedBy(presenter);
    }
    if (contradictsTransaction(learnt)) {
      return Reason.TXN_TOKEN_SUBJECT;
    }
    return learnt.subject() == null ? Reason.NO_CREDENTIAL : null;
  }

  private static boolean contradictsTransaction(Learnt learnt) {
    VerifiedTransaction transaction = learnt.transaction();
    JsonValue named = learnt.claims().get("txn");
    return transaction != null && named != null && !named.equals(new JsonString(transaction.id()));
  }

  /**
   * A token that names workloads, as its subject or as the actor, is presented by one of them: by
   * its subject, or by the workload that the token says acts for its subject.
   */
  private static boolean mayPresent(
      SubjectId presenter, SubjectId subject, @Nullable VerifiedToken token) {
    if (subject.equals(presenter)) {
      return true;
    }
    if (token == null || token.actors().isEmpty()) {
      return subject.trustDomain() == null;
    }
    SubjectId actor = SubjectIds.of(token.facts().issuer(), token.actors().getFirst().subject());
    return actor.equals(presenter)
        || (subject.trustDomain() == null && actor.trustDomain() == null);
  }
}
