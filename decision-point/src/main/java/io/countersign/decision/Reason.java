package io.countersign.decision;

/**
 * Why a request is refused. A code never changes its meaning; log, metrics, documentation and tests
 * use the same word.
 */
public enum Reason {
  // The request itself
  MALFORMED_REQUEST(
      400,
      "The gateway's question lacks a method, a path or an authority, or breaks a limit: compare its configuration with the example."),
  AMBIGUOUS_PATH(
      400,
      "The path has a dot segment, an encoded slash, a backslash, a NUL, two slashes at its start or a character that no path may have: normalise it at the gateway, or set paths: lenient."),
  CREDENTIAL_IN_QUERY(
      400,
      "An access token stands in the query, where logs and referrers carry it: send it in the Authorization header (RFC 9700 section 4.3.2)."),
  MULTIPLE_AUTHORIZATION(
      400, "The request has more than one Authorization header or scheme: send exactly one."),
  GATEWAY_UNAUTHENTICATED(
      403,
      "The question carries a client certificate in a header, and who asks is not authenticated as a gateway: configure listen.tls and gateways, or ask over loopback."),

  // Credentials: which there are
  NO_CREDENTIAL(
      401,
      "The request has neither a token nor a client certificate: send a DPoP-bound token, or use mutual TLS."),
  UNSUPPORTED_SCHEME(
      401,
      "The Authorization scheme is none that Countersign verifies: use DPoP, or Bearer where the issuer allows it."),
  SUBJECT_MISMATCH(
      401,
      "Certificate and token name different workloads: use the token with the certificate of the workload it was issued to."),

  // Client certificates (RFC 5280, RFC 8705, X.509-SVID)
  CERTIFICATE_MISSING(
      401,
      "The token is bound to a client certificate and the gateway passed none: use mutual TLS, and let the gateway forward the certificate."),
  CERTIFICATE_MALFORMED(
      401,
      "The forwarded certificate chain is not PEM of X.509 certificates, or is too long: look at what the gateway forwards."),
  CERTIFICATE_UNTRUSTED(
      401,
      "The chain does not lead to a root of the certificate's own trust domain: configure the domain, or issue from its authority."),
  CERTIFICATE_EXPIRED(
      401, "A certificate of the chain is past its end: renew it, and look why its owner did not."),
  CERTIFICATE_NOT_YET_VALID(
      401, "A certificate of the chain is not valid yet: compare the clocks."),
  CERTIFICATE_PROFILE(
      401,
      "The leaf is no X.509-SVID (one URI SAN with the SPIFFE ID, no CA, digitalSignature): issue it to that profile."),
  CERTIFICATE_MISMATCH(
      401,
      "The client certificate is not the one the token is bound to (x5t#S256): the token was moved, or the certificate renewed after it was issued."),
  CERTIFICATE_MULTIPLE(
      400,
      "More than one header or field brings a client certificate: let the gateway send one, and remove what clients send."),
  CERTIFICATE_REVOKED(
      401,
      "A certificate of the chain is revoked by its issuer's CRL or OCSP responder: issue a new one, and find out why it was revoked."),
  CERTIFICATE_STATUS_UNKNOWN(
      401,
      "No fresh CRL or OCSP answer says whether a certificate of the chain is revoked: look at the issuer's responder or CRL."),
  TRUST_BUNDLE_UNAVAILABLE(
      401,
      "The trust domain's bundle is too old to rely on and cannot be fetched: look at its bundle endpoint or the Workload API."),

  // Access tokens (RFC 9068, RFC 8725)
  TOKEN_MALFORMED(
      401,
      "The access token is not a well-formed signed JWT with the required claims: look at what its issuer makes."),
  TOKEN_TYPE(
      401,
      "The token's typ is not among the issuer's token-types: an ID token or another kind was sent instead of an access token."),
  TOKEN_ALGORITHM(401, "The token's alg is not among the issuer's algorithms."),
  TOKEN_UNKNOWN_ISSUER(401, "The token's issuer is not configured under trust.issuers."),
  TOKEN_UNKNOWN_KEY(
      401,
      "No key of the issuer has the token's kid: the issuer rotated its keys, or the token is forged."),
  TOKEN_SIGNATURE(401, "The token's signature does not hold: it was altered or forged."),
  TOKEN_EXPIRED(401, "The token is past its exp."),
  TOKEN_NOT_YET_VALID(401, "The token's nbf or iat lies in the future: compare the clocks."),
  TOKEN_AUDIENCE(
      401,
      "The token's aud is none of the issuer's configured audiences: it was issued for another service."),
  TOKEN_UNBOUND(
      401,
      "The token has no cnf, which its issuer (require-binding) or the DPoP scheme asks for: have it issued for the client's key."),
  TOKEN_CONFIRMATION(
      401,
      "The token's cnf has no method that Countersign can check, so nothing shows who may use it."),
  TOKEN_BOUND_AS_BEARER(
      401,
      "A DPoP-bound token came under the Bearer scheme: send it with Authorization: DPoP and a proof."),
  TOKEN_SUBJECT(
      401,
      "The token names a workload of a trust domain that its issuer may not vouch for"
          + " (trust.issuers[].trust-domains)."),
  TOKEN_ACTOR_CHAIN(401, "The token's act chain is malformed or deeper than eight."),
  ISSUER_UNAVAILABLE(
      401,
      "The issuer's keys are too old to rely on and cannot be fetched: look at the issuer's availability."),
  TOKEN_MULTIPLE(
      400, "A header that carries one token came more than once or with a list: send exactly one."),
  TOKEN_INACTIVE(
      401,
      "The issuer's introspection endpoint says that the token is not active: it is expired, revoked or unknown."),
  TOKEN_TOO_OLD(
      401,
      "The token was issued longer ago than its issuer's max-age allows: have the workload fetch a new one."),

  // DPoP proofs (RFC 9449)
  DPOP_MISSING(
      401,
      "The Authorization scheme is DPoP and there is no DPoP header: send a proof with each request."),
  DPOP_MULTIPLE(401, "There is more than one DPoP header or a list of proofs: send exactly one."),
  DPOP_MALFORMED(
      401,
      "The DPoP proof is not a compact JWS with the claims of RFC 9449 section 4.2, or is too large."),
  DPOP_TYPE(401, "The proof's typ is not dpop+jwt."),
  DPOP_ALGORITHM(401, "The proof's alg is not an accepted asymmetric algorithm."),
  DPOP_KEY(401, "The proof's jwk is absent, private, too weak or not of the alg's type."),
  DPOP_CRITICAL(401, "The proof has a crit header that Countersign does not understand."),
  DPOP_SIGNATURE(401, "The proof's signature does not hold under its own jwk."),
  DPOP_METHOD(401, "The proof was made for another method (htm)."),
  DPOP_URI(
      401,
      "The proof was made for another URI (htu), or for an origin that is not configured under origins."),
  DPOP_EXPIRED(401, "The proof's iat is older than dpop.max-age."),
  DPOP_NOT_YET_VALID(
      401, "The proof's iat lies further in the future than dpop.clock-skew: compare the clocks."),
  DPOP_TOKEN_HASH(401, "The proof's ath is absent or belongs to another access token."),
  DPOP_KEY_MISMATCH(
      401,
      "The proof's key is not the one the token is bound to (cnf.jkt): the token was stolen, or the key changed."),
  DPOP_REPLAYED(
      401, "The proof's jti was used before with this key: each request needs a fresh proof."),
  DPOP_NONCE_REQUIRED(
      401, "The proof lacks a current nonce: repeat it with the DPoP-Nonce of this answer."),

  // Workload identity and proof tokens (draft-ietf-wimse-s2s-protocol)
  WIT_MISSING(
      401,
      "A workload proof token came without the workload identity token that it is a proof for."),
  WIT_MULTIPLE(400, "There is more than one Workload-Identity-Token: send exactly one."),
  WIT_MALFORMED(
      401,
      "The workload identity token is not a well-formed signed JWT with iss, sub, exp and cnf.jwk."),
  WIT_TYPE(401, "The workload identity token's typ is not wit+jwt."),
  WIT_ALGORITHM(401, "The workload identity token's alg is not among its issuer's algorithms."),
  WIT_UNKNOWN_ISSUER(
      401, "The workload identity token's issuer is not configured with kind: workload."),
  WIT_UNKNOWN_KEY(401, "No key of the issuer has the workload identity token's kid."),
  WIT_SIGNATURE(401, "The workload identity token's signature does not hold."),
  WIT_EXPIRED(401, "The workload identity token is past its exp."),
  WIT_NOT_YET_VALID(
      401, "The workload identity token's iat or nbf lies in the future: compare the clocks."),
  WIT_SUBJECT(
      401,
      "The workload identity token names a workload of a trust domain that its issuer may not vouch for."),
  WIT_CONFIRMATION(
      401,
      "The workload identity token has no public cnf.jwk with an accepted alg, so nothing shows who may use it."),
  WPT_MISSING(
      401,
      "A workload identity token came without a workload proof token: sign one for each request."),
  WPT_MULTIPLE(400, "There is more than one workload proof token: send exactly one."),
  WPT_MALFORMED(
      401, "The workload proof token is not a well-formed signed JWT with aud, exp, jti and wth."),
  WPT_TYPE(401, "The workload proof token's typ is not wpt+jwt."),
  WPT_ALGORITHM(
      401, "The workload proof token's alg is not that of the workload identity token's key."),
  WPT_CRITICAL(
      401, "The workload proof token has a crit header that Countersign does not understand."),
  WPT_SIGNATURE(
      401,
      "The workload proof token's signature does not hold under the workload identity token's key."),
  WPT_AUDIENCE(401, "The workload proof token was made for another target URI (aud)."),
  WPT_EXPIRED(401, "The workload proof token is past its exp."),
  WPT_LIFETIME(
      401,
      "The workload proof token's exp lies further away than a proof may live: sign one for each request."),
  WPT_NOT_YET_VALID(
      401, "The workload proof token's iat or nbf lies in the future: compare the clocks."),
  WPT_IDENTITY_HASH(
      401, "The workload proof token's wth is not the digest of the workload identity token."),
  WPT_TOKEN_HASH(
      401, "The workload proof token's ath is absent or belongs to another access token."),
  WPT_TRANSACTION_HASH(
      401, "The workload proof token's tth is absent or belongs to another transaction token."),
  WPT_OTHER_HASH(
      401,
      "The workload proof token's oth names a header that Countersign does not bind, or its digest differs."),
  WPT_REPLAYED(
      401,
      "The workload proof token's jti was used before with this key: sign one for each request."),

  // Transaction tokens (draft-ietf-oauth-transaction-tokens)
  TXN_TOKEN_MULTIPLE(400, "There is more than one Txn-Token: send exactly one."),
  TXN_TOKEN_MALFORMED(
      401,
      "The transaction token is not a well-formed signed JWT with txn, sub, scope and req_wl."),
  TXN_TOKEN_TYPE(401, "The transaction token's typ is not txntoken+jwt."),
  TXN_TOKEN_ALGORITHM(401, "The transaction token's alg is not among its issuer's algorithms."),
  TXN_TOKEN_UNKNOWN_ISSUER(
      401, "The transaction token's issuer is not configured with kind: transaction."),
  TXN_TOKEN_UNKNOWN_KEY(401, "No key of the transaction token's issuer has its kid."),
  TXN_TOKEN_SIGNATURE(401, "The transaction token's signature does not hold."),
  TXN_TOKEN_EXPIRED(401, "The transaction token is past its exp."),
  TXN_TOKEN_NOT_YET_VALID(
      401, "The transaction token's iat or nbf lies in the future: compare the clocks."),
  TXN_TOKEN_AUDIENCE(
      401,
      "The transaction token's aud is none of its issuer's configured audiences: it belongs to another trust domain."),
  TXN_TOKEN_SUBJECT(
      401,
      "The transaction token contradicts another credential of the request about the transaction or its subject."),

  // HTTP message signatures (RFC 9421)
  SIGNATURE_MALFORMED(
      401,
      "Signature and Signature-Input are not the structured fields of RFC 9421, or are too large."),
  SIGNATURE_MULTIPLE(
      401,
      "The request has more than one signature of the tag that Countersign verifies: send exactly one."),
  SIGNATURE_PARAMETERS(
      401,
      "The signature lacks created, expires, nonce or keyid, or one of them is not of its type."),
  SIGNATURE_COVERAGE(
      401,
      "The signature does not cover the method and the target, or a credential of the request."),
  SIGNATURE_COMPONENT(
      401,
      "The signature covers a component that the request does not have, or that Countersign cannot rebuild."),
  SIGNATURE_UNKNOWN_KEY(
      401, "No configured directory has the signature's key (keyid is its JWK thumbprint)."),
  SIGNATURE_ALGORITHM(401, "The signature's alg is not that of its key."),
  SIGNATURE_INVALID(
      401,
      "The HTTP message signature does not hold: the request was altered, or another key signed it."),
  SIGNATURE_EXPIRED(
      401, "The HTTP message signature is past its expires, or was made too long ago."),
  SIGNATURE_LIFETIME(
      401, "The HTTP message signature lives longer than a signature may: sign each request."),
  SIGNATURE_NOT_YET_VALID(
      401, "The HTTP message signature's created lies in the future: compare the clocks."),
  SIGNATURE_CONTENT(
      401, "The request's body does not have the digest that was signed (Content-Digest)."),
  SIGNATURE_REPLAYED(
      401, "The HTTP message signature's nonce was used before with this key: sign each request."),

  // Evidence of where a workload runs
  EVIDENCE_MULTIPLE(400, "A header of evidence.headers came more than once: send exactly one."),
  EVIDENCE_MALFORMED(
      401,
      "The workload evidence is not a well-formed token or certificate with the claims of its kind."),
  EVIDENCE_TYPE(401, "The workload evidence's typ is not one that its kind has."),
  EVIDENCE_ALGORITHM(401, "The workload evidence's alg is not among its issuer's algorithms."),
  EVIDENCE_UNKNOWN_ISSUER(
      401,
      "The workload evidence's issuer is not the one that evidence.headers names for its header."),
  EVIDENCE_UNKNOWN_KEY(401, "No key of the evidence's issuer has its kid."),
  EVIDENCE_SIGNATURE(401, "The workload evidence's signature does not hold."),
  EVIDENCE_EXPIRED(401, "The workload evidence is past its end."),
  EVIDENCE_NOT_YET_VALID(401, "The workload evidence is not valid yet: compare the clocks."),
  EVIDENCE_AUDIENCE(401, "The workload evidence was made for another audience."),
  EVIDENCE_TOO_OLD(
      401,
      "The workload evidence was issued longer ago than max-age allows: have the workload fetch a new one."),
  EVIDENCE_UNTRUSTED(401, "The evidence's certificate does not lead to a configured root."),

  // Agents' approvals
  APPROVAL_INVALID(
      401,
      "The approval does not hold for this agent and action: wrong signature, type, issuer, subject, scope or time."),
  APPROVAL_REPLAYED(401, "The approval was for a single use and was used before."),

  // Policy
  UNREGISTERED_IDENTITY(
      403,
      "The registry has no entry for the subject: register it with an owner, or find out who runs it."),
  IDENTITY_SUSPENDED(403, "The subject's entry is not active."),
  UNBOUND_CREDENTIAL(
      403,
      "The credential is not bound to a key, so whoever holds it could be anyone: use DPoP or mutual TLS."),
  LIFETIME_EXCEEDED(
      403,
      "The credential lives longer than the registry allows its class: shorten it at the issuer."),
  BINDING_KUBERNETES(
      403,
      "The request does not prove the namespace, service account or node that the registry expects."),
  BINDING_CI(403, "The request does not prove the signed build job that the registry expects."),
  BINDING_NETWORK(403, "The connection comes from outside the networks that the registry expects."),
  BINDING_ATTESTATION(
      403,
      "The request does not prove the hardware state that the registry expects, or the proof is too old."),
  NOT_IN_GRAPH(403, "The registry does not let this subject call this service (may_call)."),
  NO_GRANT(403, "No grant of the subject covers this method, path and scope."),
  APPROVAL_REQUIRED(403, "An agent may do this only with a current approval."),
  SHARED_CREDENTIAL(
      403,
      "The credential is in use by more than one workload: rotate it and find out who copied it."),
  POLICY_DENIED(403, "The policy refused without a code of ours; its own codes are in the record."),
  POLICY_UNDEFINED(
      403,
      "The policy's entrypoint gave no result, which denies: look at the entrypoint's name and its default rule."),
  POLICY_RESULT(403, "The policy's result has none of the shapes of the contract, which denies."),

  // When no decision can be made or recorded
  POLICY_ERROR(
      503, "The policy failed while it was evaluated: the log of the service names the place."),
  POLICY_STALE(
      503,
      "The server of the policy's bundle has not confirmed it for longer than policy.max-age: look at the server and at what the log says of its answers."),
  EVALUATION_LIMIT(503, "The policy did more work than one decision may cost."),
  REPLAY_STORE_FULL(
      503,
      "More live proofs than the replay store may hold: raise its limit, or look for a flood."),
  REPLAY_STORE_UNAVAILABLE(
      503, "The replay store cannot be reached, so no proof can be known to be fresh."),
  LOG_UNAVAILABLE(
      503,
      "The decision cannot be recorded, so nothing is allowed: look at the disk and the log's directory."),
  DEADLINE_EXCEEDED(
      503,
      "The gateway's deadline passed before the decision stood: raise its timeout, or look at the load."),
  INTERNAL_ERROR(503, "A defect of Countersign: the log of the service has its trace.");

  private final int status;
  private final String sentence;

  Reason(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** The HTTP status for the client. */
  public int status() {
    return status;
  }

  /** What happened and what to do, for the operator; clients never see it. */
  public String sentence() {
    return sentence;
  }
}
