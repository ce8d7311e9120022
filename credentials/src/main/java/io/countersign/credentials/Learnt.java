package io.countersign.credentials;

import io.countersign.credentials.Attributions.Shown;
import io.countersign.credentials.approval.VerifiedApproval;
import io.countersign.credentials.dpop.VerifiedProof;
import io.countersign.credentials.evidence.EvidenceFacts;
import io.countersign.credentials.evidence.RequestKeys;
import io.countersign.credentials.evidence.VerifiedEvidence;
import io.countersign.credentials.jwtsvid.VerifiedJwtSvid;
import io.countersign.credentials.signature.VerifiedSignature;
import io.countersign.credentials.token.Confirmation;
import io.countersign.credentials.token.VerifiedToken;
import io.countersign.credentials.transaction.VerifiedTransaction;
import io.countersign.credentials.wimse.VerifiedWit;
import io.countersign.credentials.wimse.VerifiedWpt;
import io.countersign.credentials.x509.VerifiedCertificate;
import io.countersign.decision.Actor;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one verification has learnt so far, step by step; used by one thread. */
final class Learnt {
  private @Nullable SubjectId subject;
  private @Nullable CertificateFacts certificateFacts;
  private @Nullable VerifiedCertificate certificate;
  private @Nullable TokenFacts tokenFacts;
  private @Nullable VerifiedToken token;
  private @Nullable SubjectId tokenSubject;
  private @Nullable SubjectId signer;
  private @Nullable SubjectId workload;
  private @Nullable VerifiedTransaction transaction;
  private CredentialFacts.Scheme scheme = CredentialFacts.Scheme.NONE;
  private final List<CredentialFacts.Confirmation> confirmations = new ArrayList<>();
  private final List<SubjectId> presenters = new ArrayList<>();
  private final List<SingleUse> singleUses = new ArrayList<>();
  private final Set<Shown> shown = EnumSet.noneOf(Shown.class);
  private final Set<Sha256> keys = new HashSet<>();
  private final List<Actor> actors = new ArrayList<>();
  private @Nullable String session;
  private @Nullable String promptSession;
  private AgentFacts.@Nullable Approval approval;
  private JsonObject evidenceFacts = JsonObject.EMPTY;
  private Duration trustDataAge = Duration.ZERO;

  /** What a rejected certificate says; it names nobody. */
  void readRejected(@Nullable CertificateFacts facts) {
    certificateFacts = facts;
  }

  void read(VerifiedCertificate verified) {
    certificate = verified;
    certificateFacts = verified.facts();
    subject = verified.subject();
    presenters.add(verified.subject());
    scheme = CredentialFacts.Scheme.MTLS;
    growOld(verified.bundleAge());
    growOld(verified.statusAge());
  }

  void presentedAs(CredentialFacts.Scheme how) {
    scheme = how;
  }

  /** What a rejected token claims. Its subject counts only where no certificate names one. */
  void readRejected(@Nullable TokenFacts facts) {
    tokenFacts = facts;
    if (facts != null && subject == null && !facts.subject().isEmpty()) {
      subject = SubjectIds.of(facts.issuer(), facts.subject());
    }
  }

  void read(VerifiedToken verified) {
    token = verified;
    tokenFacts = verified.facts();
    subject = SubjectIds.of(verified.facts().issuer(), verified.facts().subject());
    tokenSubject = subject;
    actors.addAll(verified.actors());
    session = claims().string("sid").orElse(null);
    promptSession = claims().string("prompt_session").orElse(null);
    growOld(verified.keyAge());
  }

  void read(VerifiedJwtSvid verified) {
    tokenFacts = verified.facts();
    tokenSubject = verified.subject();
    subject = verified.subject();
    shown.add(Shown.PLATFORM);
    growOld(verified.keyAge());
  }

  void read(VerifiedSignature verified) {
    presenters.add(verified.subject());
    keys.add(verified.keyThumbprint());
    if (subject == null) {
      subject = verified.subject();
      scheme = CredentialFacts.Scheme.HTTP_SIGNATURE;
    }
    singleUses.add(
        new SingleUse(verified.replayKey(), verified.until(), Reason.SIGNATURE_REPLAYED));
    signer = verified.subject();
    growOld(verified.keyAge());
  }

  void read(VerifiedTransaction verified) {
    transaction = verified;
    growOld(verified.keyAge());
  }

  /** Whom the token of the workload names; an access token that comes along may name another. */
  void read(VerifiedWit identity, VerifiedWpt proof) {
    workload = identity.subject();
    subject = identity.subject();
    tokenFacts = identity.facts();
    scheme = CredentialFacts.Scheme.WIMSE;
    presenters.add(identity.subject());
    keys.add(proof.keyThumbprint());
    singleUses.add(new SingleUse(proof.replayKey(), proof.until(), Reason.WPT_REPLAYED));
    growOld(identity.keyAge());
  }

  void read(VerifiedProof proof) {
    keys.add(proof.keyThumbprint());
    singleUses.add(new SingleUse(proof.replayKey(), proof.until(), Reason.DPOP_REPLAYED));
  }

  /** The token's bindings hold. One bound to the certificate alone is presented by mutual TLS. */
  void confirm(Confirmation held) {
    if (held.keyThumbprint() != null) {
      confirmations.add(CredentialFacts.Confirmation.JKT);
    }
    if (held.certificate() != null) {
      confirmations.add(CredentialFacts.Confirmation.X5T_S256);
      if (held.keyThumbprint() == null) {
        scheme = CredentialFacts.Scheme.MTLS;
      }
    }
  }

  void read(EvidenceFacts facts, List<VerifiedEvidence> evidence) {
    evidenceFacts = facts.json();
    evidence.forEach(each -> growOld(each.keyAge()));
    if (facts.anyTied()) {
      shown.add(Shown.EVIDENCE_TIED);
    }
    if (facts.anyLoose()) {
      shown.add(Shown.EVIDENCE_LOOSE);
    }
  }

  /** A platform's token attributes to what the platform says, though whoever has it may send it. */
  void vouchedByPlatform() {
    shown.add(Shown.PLATFORM);
  }

  /** Single-use approvals come last: a client makes another proof by itself, an approval not. */
  void read(VerifiedApproval verified) {
    approval = verified.facts();
    session = session == null ? verified.session().orElse(null) : session;
    growOld(verified.keyAge());
    verified
        .singleUseKey()
        .ifPresent(key ->
            singleUses.add(
                new SingleUse(key, verified.facts().expires(), Reason.APPROVAL_REPLAYED)));
  }

  /** Who presents the token proved a key of its own: as its subject, or for it. */
  void presentedBy(SubjectId presenter) {
    if (presenter.equals(tokenSubject)) {
      return;
    }
    shown.add(Shown.ACTOR);
    boolean named = actors.stream().anyMatch(actor -> actor.subject().equals(presenter.value()));
    if (!named) {
      actors.addFirst(new Actor(presenter.value(), null));
    }
  }

  @Nullable SubjectId subject() {
    return subject;
  }

  @Nullable VerifiedCertificate certificate() {
    return certificate;
  }

  @Nullable VerifiedToken token() {
    return token;
  }

  /** Whom a token names, of whatever kind; null when there is none. */
  @Nullable SubjectId tokenSubject() {
    return tokenSubject;
  }

  @Nullable VerifiedTransaction transaction() {
    return transaction;
  }

  /** The token's claims; none when there is no token. */
  JsonObject claims() {
    return tokenFacts == null ? JsonObject.EMPTY : tokenFacts.claims();
  }

  /** What an approval must not contradict: {@code sid} and {@code txn}. */
  JsonObject context() {
    return JsonObject.builder()
        .put("sid", claims().string("sid").orElse(null))
        .put("txn", transaction == null ? claims().string("txn").orElse(null) : transaction.id())
        .build();
  }

  /** What the request proved that it holds. */
  RequestKeys keys() {
    Set<Sha256> thumbprints = new HashSet<>(keys);
    if (certificate != null && certificate.facts().keyThumbprint() != null) {
      thumbprints.add(certificate.facts().keyThumbprint());
    }
    return new RequestKeys(
        thumbprints,
        certificate == null ? null : certificate.thumbprint(),
        !confirmations.isEmpty());
  }

  /** Those who proved a key of their own. */
  List<SubjectId> presenters() {
    return presenters;
  }

  /** Everyone who acts here: subject, actors and presenters. */
  Set<String> everyone() {
    Set<String> names = new HashSet<>();
    if (subject != null) {
      names.add(subject.value());
    }
    actors.stream().map(Actor::subject).forEach(names::add);
    presenters.stream().map(SubjectId::value).forEach(names::add);
    return names;
  }

  /** What may be used once, in the order in which it is marked. */
  List<SingleUse> singleUses() {
    return singleUses;
  }

  private void growOld(Duration age) {
    trustDataAge = age.compareTo(trustDataAge) > 0 ? age : trustDataAge;
  }

  /**
   * What is handed on.
   *
   * @param held whether every credential held: what was refused attributes nothing to anybody
   */
  CallerFacts facts(boolean held) {
    if (certificate != null && certificate.subject().equals(subject)) {
      shown.add(Shown.CERTIFICATE);
    }
    if (workload != null && workload.equals(subject)) {
      confirmations.add(CredentialFacts.Confirmation.JWK);
    }
    if (signer != null && signer.equals(subject)) {
      shown.add(Shown.SIGNATURE);
    }
    CredentialFacts credential = new CredentialFacts(scheme, confirmations, tokenFacts);
    return new CallerFacts(
        subject,
        certificateFacts,
        credential,
        actors,
        new AgentFacts(session, promptSession, approval),
        evidenceFacts,
        transaction == null ? JsonObject.EMPTY : transaction.toJson(),
        false,
        trustDataAge,
        held ? Attributions.of(confirmations, shown) : CallerFacts.NOTHING.attribution());
  }
}
