package io.countersign.credentials;

import io.countersign.credentials.approval.ApprovalOutcome;
import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.approval.VerifiedApproval;
import io.countersign.credentials.dpop.DpopOutcome;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.VerifiedProof;
import io.countersign.credentials.replay.ReplayStore;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.Confirmation;
import io.countersign.credentials.token.TokenOutcome;
import io.countersign.credentials.token.VerifiedToken;
import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.RejectedCertificate;
import io.countersign.credentials.x509.VerifiedCertificate;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Actor;
import io.countersign.decision.Caller;
import io.countersign.decision.CallerVerifier;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies every credential of a request, cheap and safe steps first: headers, certificate, token,
 * its binding, the proof, who is meant, the approval; and only then marks what may be used once.
 * Marking earlier would let a stranger fill the store or burn somebody's proof. Safe for use by
 * many threads.
 */
public final class CredentialVerifier implements CallerVerifier {
  private final CertificateVerifier certificates;
  private final AccessTokenVerifier tokens;
  private final DpopVerifier proofs;
  private final ApprovalVerifier approvals;
  private final ReplayStore replays;

  public CredentialVerifier(
      CertificateVerifier certificates,
      AccessTokenVerifier tokens,
      DpopVerifier proofs,
      ApprovalVerifier approvals,
      ReplayStore replays) {
    this.certificates = certificates;
    this.tokens = tokens;
    this.proofs = proofs;
    this.approvals = approvals;
    this.replays = replays;
  }

  @Override
  public Caller verify(AccessRequest request, Instant now) {
    Authorization authorization = Authorization.of(request.headers());
    Learnt learnt = new Learnt();
    Reason refusal = check(request, authorization, learnt, now);
    SubjectId subject = learnt.subject;
    if (refusal == null && subject != null) {
      return new Caller.Verified(subject, learnt.facts(true));
    }
    Reason reason = refusal == null ? Reason.NO_CREDENTIAL : refusal;
    boolean asBearer = authorization instanceof Authorization.Bearer;
    List<Header> challenge =
        new ArrayList<>(Challenges.of(reason, tokens.acceptsBearer(), asBearer));
    if (reason == Reason.DPOP_NONCE_REQUIRED) {
      challenge.addAll(Challenges.nonce(proofs.nonce(now).orElseThrow()));
    }
    return new Caller.Rejected(reason, challenge, learnt.facts(false));
  }

  /** Null when every credential holds. */
  private @Nullable Reason check(
      AccessRequest request, Authorization authorization, Learnt learnt, Instant now) {
    if (authorization instanceof Authorization.Refused refused) {
      return refused.reason();
    }
    String chain = request.peer().certificateChain();
    VerifiedCertificate certificate = null;
    if (!chain.isEmpty()) {
      switch (certificates.verify(chain, now)) {
        case RejectedCertificate rejected -> {
          learnt.certificate = rejected.facts();
          return rejected.reason();
        }
        case VerifiedCertificate verified -> certificate = verified;
      }
      learnt.certificate = certificate.facts();
      learnt.subject = certificate.subject();
      learnt.scheme = CredentialFacts.Scheme.MTLS;
    }
    VerifiedProof proof = null;
    JsonObject claims = JsonObject.EMPTY;
    String text = tokenOf(authorization);
    if (text != null) {
      boolean dpop = authorization instanceof Authorization.Dpop;
      learnt.scheme = dpop ? CredentialFacts.Scheme.DPOP : CredentialFacts.Scheme.BEARER;
      switch (tokens.verify(text, now)) {
        case TokenOutcome.Rejected rejected -> {
          learnt.readRejected(rejected.facts());
          return rejected.reason();
        }
        case VerifiedToken token -> {
          learnt.read(token);
          claims = token.facts().claims();
          Reason refusal = refusedBinding(token, dpop, certificate);
          if (refusal != null) {
            return refusal;
          }
          Sha256 key = token.confirmation().keyThumbprint();
          if (key != null) {
            switch (proofs.verify(request, token.digest(), key, now)) {
              case DpopOutcome.Refused refused -> {
                return refused.reason();
              }
              case VerifiedProof held -> proof = held;
            }
          }
          learnt.confirm(token.confirmation());
          if (certificate != null && !mayStandBeside(certificate, token)) {
            return Reason.SUBJECT_MISMATCH;
          }
        }
      }
    }
    if (learnt.subject == null) {
      return Reason.NO_CREDENTIAL;
    }
    return approveAndMark(request, learnt, claims, proof, certificate, now);
  }

  private static @Nullable String tokenOf(Authorization authorization) {
    return switch (authorization) {
      case Authorization.Dpop dpop -> dpop.token();
      case Authorization.Bearer bearer -> bearer.token();
      case Authorization.Absent absent -> null;
      case Authorization.Refused refused -> null;
    };
  }

  /** The scheme must fit what the token is bound to, and its certificate must be there. */
  private static @Nullable Reason refusedBinding(
      VerifiedToken token, boolean dpop, @Nullable VerifiedCertificate certificate) {
    Confirmation confirmation = token.confirmation();
    if (!confirmation.isBound() && (dpop || token.issuer().requireBinding())) {
      return Reason.TOKEN_UNBOUND;
    }
    if (dpop && confirmation.keyThumbprint() == null) {
      return Reason.TOKEN_CONFIRMATION;
    }
    if (!dpop && confirmation.keyThumbprint() != null) {
      return Reason.TOKEN_BOUND_AS_BEARER;
    }
    Sha256 wanted = confirmation.certificate();
    if (wanted == null) {
      return null;
    }
    if (certificate == null) {
      return Reason.CERTIFICATE_MISSING;
    }
    return wanted.equals(certificate.thumbprint()) ? null : Reason.CERTIFICATE_MISMATCH;
  }

  /**
   * A token that names workloads, as its subject or as the actor, comes with the certificate of one
   * of them: of its subject, or of the workload that the token says acts for its subject.
   */
  private static boolean mayStandBeside(VerifiedCertificate certificate, VerifiedToken token) {
    String issuer = token.facts().issuer();
    SubjectId subject = SubjectIds.of(issuer, token.facts().subject());
    if (subject.equals(certificate.subject())) {
      return true;
    }
    if (token.actors().isEmpty()) {
      return subject.trustDomain() == null;
    }
    SubjectId actor = SubjectIds.of(issuer, token.actors().getFirst().subject());
    return actor.equals(certificate.subject())
        || (subject.trustDomain() == null && actor.trustDomain() == null);
  }

  private @Nullable Reason approveAndMark(
      AccessRequest request,
      Learnt learnt,
      JsonObject claims,
      @Nullable VerifiedProof proof,
      @Nullable VerifiedCertificate certificate,
      Instant now) {
    SubjectId subject = learnt.subject;
    if (subject == null) {
      return Reason.NO_CREDENTIAL;
    }
    Set<String> self = new HashSet<>(Set.of(subject.value()));
    learnt.actors.stream().map(Actor::subject).forEach(self::add);
    if (certificate != null) {
      self.add(certificate.subject().value());
    }
    VerifiedApproval approval = null;
    switch (approvals.verify(request, subject.value(), self, claims, now)) {
      case ApprovalOutcome.Invalid invalid -> {
        return Reason.APPROVAL_INVALID;
      }
      case ApprovalOutcome.None none -> {}
      case VerifiedApproval held -> approval = held;
    }
    // The proof first: a client makes another proof by itself, an approval it must ask for.
    if (proof != null) {
      Reason refusal =
          refusedMark(replays.mark(proof.replayKey(), proof.until(), now), Reason.DPOP_REPLAYED);
      if (refusal != null) {
        return refusal;
      }
    }
    Optional<Sha256> single = approval == null ? Optional.empty() : approval.singleUseKey();
    if (approval != null && single.isPresent()) {
      Reason refusal =
          refusedMark(
              replays.mark(single.get(), approval.facts().expires(), now),
              Reason.APPROVAL_REPLAYED);
      if (refusal != null) {
        return refusal;
      }
    }
    learnt.approve(approval);
    return null;
  }

  private static @Nullable Reason refusedMark(ReplayStore.Outcome outcome, Reason replayed) {
    return switch (outcome) {
      case FRESH -> null;
      case REPLAYED -> replayed;
      case FULL -> Reason.REPLAY_STORE_FULL;
      case UNAVAILABLE -> Reason.REPLAY_STORE_UNAVAILABLE;
    };
  }
}
