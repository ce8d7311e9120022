package io.countersign.credentials.x509;

import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A chain that was refused.
 *
 * @param reason one of the {@code CERTIFICATE_} reasons
 * @param facts what the leaf claims, proved by nothing; null when it could not be read
 */
public record RejectedCertificate(Reason reason, @Nullable CertificateFacts facts)
    implements CertificateOutcome {}
