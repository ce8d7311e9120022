/**
 * Client certificates: {@link io.countersign.credentials.x509.CertificateVerifier} turns the PEM
 * chain that a gateway forwards into a {@link io.countersign.credentials.x509.VerifiedCertificate},
 * or into the reason why not.
 */
@NullMarked
package io.countersign.credentials.x509;

import org.jspecify.annotations.NullMarked;
