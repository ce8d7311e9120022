package io.countersign.credentials;

import io.countersign.credentials.signature.MessageSignatureVerifier;
import io.countersign.credentials.signature.SignatureOutcome;
import io.countersign.credentials.signature.VerifiedSignature;
import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The signature that an agent put on the whole request, if any. Where no agents are configured,
 * signatures are another protocol's: services sign messages for each other, in several forms.
 */
record SignatureStep(MessageSignatureVerifier signatures) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    if (!signatures.knowsAgents()) {
      return null;
    }
    return switch (signatures.verify(presented.request(), now)) {
      case SignatureOutcome.NotSigned none -> null;
      case SignatureOutcome.Refused refused -> refused.reason();
      case VerifiedSignature held -> {
        learnt.read(held);
        yield null;
      }
    };
  }
}
