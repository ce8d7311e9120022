package io.countersign.credentials;

import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.replay.ReplayStore;
import io.countersign.credentials.signature.MessageSignatureVerifier;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.transaction.TransactionTokenVerifier;
import io.countersign.credentials.wimse.WitVerifier;
import io.countersign.credentials.wimse.WptVerifier;
import io.countersign.credentials.x509.CertificateVerifier;
import java.util.Map;

/**
 * What verifies each kind of credential, and remembers what was used.
 *
 * @param telling what tokens of an issuer tell about where a workload runs, by the issuer's name
 */
public record Verifiers(
    CertificateVerifier certificates,
    AccessTokenVerifier tokens,
    DpopVerifier proofs,
    JwtSvidVerifier jwtSvids,
    WitVerifier workloads,
    WptVerifier workloadProofs,
    TransactionTokenVerifier transactions,
    MessageSignatureVerifier signatures,
    EvidenceVerifier evidence,
    Map<String, TokenEvidence> telling,
    ApprovalVerifier approvals,
    ReplayStore replays) {
  public Verifiers {
    telling = Map.copyOf(telling);
  }
}
