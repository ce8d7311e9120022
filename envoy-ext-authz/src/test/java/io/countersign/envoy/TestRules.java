package io.countersign.envoy;

import java.util.Set;

/** Gateways over loopback, as without configuration. */
final class TestRules {
  static final GatewayRules GRPC = new GatewayRules(CertificateSource.ATTRIBUTES, Set.of(), true);
  static final GatewayRules HTTP =
      new GatewayRules(CertificateSource.X_FORWARDED_CLIENT_CERT, Set.of(), true);

  private TestRules() {}
}
