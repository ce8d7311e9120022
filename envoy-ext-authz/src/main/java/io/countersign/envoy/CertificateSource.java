package io.countersign.envoy;

/** Where a gateway's question has the client's certificate. */
public enum CertificateSource {
  /** Envoy's {@code attributes.source.certificate}; over gRPC alone. */
  ATTRIBUTES,
  /** Envoy's header. */
  X_FORWARDED_CLIENT_CERT,
  /** RFC 9440, with {@code Client-Cert-Chain}. */
  CLIENT_CERT,
  /** nginx: URL-encoded PEM. */
  SSL_CLIENT_CERT,
  /** Traefik. */
  X_FORWARDED_TLS_CLIENT_CERT
}
