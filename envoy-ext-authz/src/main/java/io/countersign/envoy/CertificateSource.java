package io.countersign.envoy;

/**
 * Where a gateway's question has the client's certificate. Exactly one place is read: a field that
 * the gateway does not set itself is the client's word.
 */
public enum CertificateSource {
  /** Envoy's {@code attributes.source.certificate}; over gRPC alone. */
  ATTRIBUTES(""),
  /** Envoy's header: {@code Cert} or {@code Chain}, with the digest {@code Hash}. */
  X_FORWARDED_CLIENT_CERT(ForwardedClientCert.HEADER),
  /** RFC 9440: DER as a byte sequence, the rest of the chain in {@code Client-Cert-Chain}. */
  CLIENT_CERT("client-cert"),
  /** nginx's {@code $ssl_client_escaped_cert}: URL-encoded PEM. */
  SSL_CLIENT_CERT("ssl-client-cert"),
  /** Traefik's PassTLSClientCert: Base64 without delimiters, commas between certificates. */
  X_FORWARDED_TLS_CLIENT_CERT("x-forwarded-tls-client-cert");

  private final String header;

  CertificateSource(String header) {
    this.header = header;
  }

  /** The field's name in lower case; empty when it is no header. */
  String header() {
    return header;
  }
}
