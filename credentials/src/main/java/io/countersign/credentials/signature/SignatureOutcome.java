package io.countersign.credentials.signature;

import io.countersign.decision.Reason;

/** What looking for a message signature came to. */
public sealed interface SignatureOutcome
    permits SignatureOutcome.NotSigned, SignatureOutcome.Refused, VerifiedSignature {

  /** The request has no signature, or none of a tag that is for us. */
  record NotSigned() implements SignatureOutcome {}

  /** The signature does not hold. */
  record Refused(Reason reason) implements SignatureOutcome {}
}
