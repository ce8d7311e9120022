package io.countersign.credentials.x509;

/** What {@link CertificateVerifier} found. */
public sealed interface CertificateOutcome permits VerifiedCertificate, RejectedCertificate {}
