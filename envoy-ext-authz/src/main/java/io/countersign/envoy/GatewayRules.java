package io.countersign.envoy;

import java.util.Set;

/**
 * Who may ask over one protocol, and where their questions have the client's certificate.
 *
 * @param spiffeIds of the gateways, which then must show a certificate of their own over TLS
 * @param localTrusted whether, without any, connections over loopback are a gateway's
 */
public record GatewayRules(CertificateSource source, Set<String> spiffeIds, boolean localTrusted) {
  public GatewayRules {
    spiffeIds = Set.copyOf(spiffeIds);
  }
}
