/**
 * Revocation by the issuer of a certificate: certificate revocation lists (RFC 5280 §5) and OCSP
 * (RFC 6960). {@link io.countersign.credentials.x509.revocation.IssuerRevocation} puts them
 * together.
 */
@NullMarked
package io.countersign.credentials.x509.revocation;

import org.jspecify.annotations.NullMarked;
