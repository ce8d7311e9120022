package io.countersign.credentials.introspection;

/** How the endpoint knows who asks (RFC 7662 §2.1 requires that it does). */
public sealed interface ClientAuthentication permits ClientAuthentication.MutualTls, PrivateKeyJwt {

  /** As the issuer knows this service. */
  String clientId();

  /** By the certificate that the TLS context of the https client shows (RFC 8705 §2). */
  record MutualTls(String clientId) implements ClientAuthentication {}
}
