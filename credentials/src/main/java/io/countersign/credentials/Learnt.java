package io.countersign.credentials;

import io.countersign.credentials.approval.VerifiedApproval;
import io.countersign.credentials.token.Confirmation;
import io.countersign.credentials.token.VerifiedToken;
import io.countersign.decision.Actor;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.Attribution;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one verification has learnt so far, step by step; used by one thread. */
final class Learnt {
  @Nullable SubjectId subject;
  @Nullable CertificateFacts certificate;
  CredentialFacts.Scheme scheme = CredentialFacts.Scheme.NONE;
  List<Actor> actors = List.of();

  private @Nullable TokenFacts token;
  private final List<CredentialFacts.Confirmation> confirmations = new ArrayList<>();
  private @Nullable String session;
  private @Nullable String promptSession;
  private AgentFacts.@Nullable Approval approval;
  private Duration trustDataAge = Duration.ZERO;

  /** What a rejected token claims. Its subject counts only where no certificate names one. */
  void readRejected(@Nullable TokenFacts facts) {
    token = facts;
    if (facts != null && subject == null && !facts.subject().isEmpty()) {
      subject = SubjectIds.of(facts.issuer(), facts.subject());
    }
  }

  void read(VerifiedToken verified) {
    token = verified.facts();
    subject = SubjectIds.of(verified.facts().issuer(), verified.facts().subject());
    actors = verified.actors();
    session = verified.facts().claims().string("sid").orElse(null);
    promptSession = verified.facts().claims().string("prompt_session").orElse(null);
    growOld(verified.keyAge());
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

  void approve(@Nullable VerifiedApproval verified) {
    if (verified != null) {
      approval = verified.facts();
      session = session == null ? verified.session().orElse(null) : session;
      growOld(verified.keyAge());
    }
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
    CredentialFacts credential = new CredentialFacts(scheme, confirmations, token);
    return new CallerFacts(
        subject,
        certificate,
        credential,
        actors,
        new AgentFacts(session, promptSession, approval),
        JsonObject.EMPTY,
        JsonObject.EMPTY,
        false,
        trustDataAge,
        held ? attribution(credential) : CallerFacts.NOTHING.attribution());
  }

  private Attribution attribution(CredentialFacts credential) {
    List<String> why = new ArrayList<>();
    if (confirmations.contains(CredentialFacts.Confirmation.JKT)) {
      why.add("the request proves the key that the token is bound to");
    }
    if (confirmations.contains(CredentialFacts.Confirmation.X5T_S256)) {
      why.add("the token is bound to the client certificate");
    }
    if (credential.token() == null && scheme == CredentialFacts.Scheme.MTLS) {
      why.add("the client certificate names the subject");
    }
    if (!why.isEmpty()) {
      return new Attribution(Attribution.Level.BOUND, why);
    }
    return new Attribution(
        Attribution.Level.BEARER, List.of("whoever holds the token could have sent it"));
  }
}
