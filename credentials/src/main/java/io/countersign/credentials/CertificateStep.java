package io.countersign.credentials;

import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.RejectedCertificate;
import io.countersign.credentials.x509.VerifiedCertificate;
import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The client certificate that the gateway passed on, if any. */
record CertificateStep(CertificateVerifier certificates) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    String chain = presented.request().peer().certificateChain();
    if (chain.isEmpty()) {
      return null;
    }
    return switch (certificates.verify(chain, now)) {
      case RejectedCertificate rejected -> {
        learnt.readRejected(rejected.facts());
        yield rejected.reason();
      }
      case VerifiedCertificate verified -> {
        learnt.read(verified);
        yield null;
      }
    };
  }
}
