package io.countersign.credentials;

import io.countersign.credentials.evidence.EvidenceFacts;
import io.countersign.credentials.evidence.EvidenceOutcome;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.evidence.VerifiedEvidence;
import io.countersign.credentials.token.VerifiedToken;
import io.countersign.decision.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of where the workload runs: in headers, in the token of a platform, in what a
 * trusted issuer vouches for, and the address of the connection.
 *
 * @param telling what tokens of an issuer tell beside their subject, by the issuer's name
 */
record EvidenceStep(EvidenceVerifier evidence, Map<String, TokenEvidence> telling) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    List<VerifiedEvidence> found;
    switch (evidence.verify(presented.request(), now)) {
      case EvidenceOutcome.Refused refused -> {
        return refused.reason();
      }
      case EvidenceOutcome.Found inHeaders -> found = new ArrayList<>(inHeaders.evidence());
    }
    VerifiedToken token = learnt.token();
    TokenEvidence told = token == null ? null : telling.get(token.facts().issuer());
    if (token != null && told != null) {
      Optional<List<VerifiedEvidence>> ofToken = told.read(token);
      if (ofToken.isEmpty()) {
        return Reason.EVIDENCE_MALFORMED;
      }
      found.addAll(ofToken.get());
      if (told instanceof TokenEvidence.OfPlatform) {
        learnt.vouchedByPlatform();
      }
    }
    String address = presented.request().peer().address();
    Optional<EvidenceFacts> facts =
        EvidenceFacts.of(found, learnt.keys(), address.isEmpty() ? null : address);
    if (facts.isEmpty()) {
      return Reason.EVIDENCE_MALFORMED;
    }
    learnt.read(facts.get(), found);
    return null;
  }
}
