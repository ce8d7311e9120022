package io.countersign.credentials;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Caller;
import io.countersign.decision.CallerVerifier;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.SubjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies every credential of a request, cheap and safe steps first: each kind of credential by
 * itself, then that all are about one caller, the evidence, the approval; and only then marks what
 * may be used once. Safe for use by many threads.
 */
public final class CredentialVerifier implements CallerVerifier {
  private final Verifiers verifiers;
  private final List<Step> steps;

  /** Uses these verifiers, each of which refuses whatever it is not configured for. */
  public CredentialVerifier(Verifiers verifiers) {
    this.verifiers = verifiers;
    this.steps =
        List.of(
            new AuthorizationStep(),
            new CertificateStep(verifiers.certificates()),
            new TransactionStep(verifiers.transactions()),
            new WorkloadStep(verifiers.workloads(), verifiers.workloadProofs()),
            new TokenStep(verifiers.tokens(), verifiers.proofs(), verifiers.jwtSvids()),
            new SignatureStep(verifiers.signatures()),
            new SubjectStep(),
            new EvidenceStep(verifiers.evidence(), verifiers.telling()),
            new ApprovalStep(verifiers.approvals()),
            new MarkStep(verifiers.replays()));
  }

  @Override
  public Caller verify(AccessRequest request, Instant now) {
    Presented presented = Presented.by(request);
    Learnt learnt = new Learnt();
    Reason refusal = check(presented, learnt, now);
    SubjectId subject = learnt.subject();
    if (refusal == null && subject != null) {
      return new Caller.Verified(subject, learnt.facts(true));
    }
    Reason reason = refusal == null ? Reason.NO_CREDENTIAL : refusal;
    return new Caller.Rejected(reason, challenge(reason, presented, now), learnt.facts(false));
  }

  /** The first refusal of any step; null when every credential holds. */
  private @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    for (Step step : steps) {
      Reason refusal = step.check(presented, learnt, now);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private List<Header> challenge(Reason reason, Presented presented, Instant now) {
    boolean asBearer = presented.authorization() instanceof Authorization.Bearer;
    List<Header> challenge =
        new ArrayList<>(Challenges.of(reason, verifiers.tokens().acceptsBearer(), asBearer));
    if (reason == Reason.DPOP_NONCE_REQUIRED) {
      challenge.addAll(Challenges.nonce(verifiers.proofs().nonce(now).orElseThrow()));
    }
    return challenge;
  }
}
