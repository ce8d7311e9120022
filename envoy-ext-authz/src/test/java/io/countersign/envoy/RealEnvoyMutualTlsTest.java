package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Reason;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed {@code envoy-mtls.yaml} in the real Envoy, which shows who it is. */
class RealEnvoyMutualTlsTest {
  private static final String ALLOW = "authorization: test yes";

  @TempDir Path directory;

  @Test
  void gatewayThatIsNotNamedGetsNothingAllowed() throws Exception {
    Gateway gateway = start("spiffe://prod.example/other");
    try {
      assertEquals(403, gateway.client().get("/a", ALLOW).status());
      assertEquals(Reason.GATEWAY_UNAUTHENTICATED, gateway.decider.last().defect());
      assertEquals(List.of(), gateway.service.received());
    } finally {
      gateway.close();
    }
  }

  @Test
  void namedGatewayVouchesForTheClientsCertificate() throws Exception {
    Gateway gateway = start(Gateway.IDENTITY);
    try {
      assertEquals(200, gateway.client().get("/a", ALLOW).status());
      assertEquals(gateway.certificate, gateway.decider.last().peer().certificateChain());
      assertEquals("/a", gateway.served().target());
    } finally {
      gateway.close();
    }
  }

  private Gateway start(String named) throws Exception {
    Gateway.program();
    GatewayRules rules = new GatewayRules(CertificateSource.ATTRIBUTES, Set.of(named), false);
    Path tls = directory.resolve("tls");
    Gateway.Start overTls =
        (vertx, decider) -> {
          ExtAuthzGrpcServer server =
              ExtAuthzGrpcServer.start(
                  vertx,
                  "127.0.0.1",
                  0,
                  new ExtAuthzService(decider, rules, CredentialHeaders.KNOWN),
                  Runnable::run,
                  InstantSource.system(),
                  new TlsFiles(
                      tls.resolve("pdp.pem"), tls.resolve("pdp-key.pem"), tls.resolve("ca.pem")));
          return new Gateway.Pdp(server.port(), server);
        };
    return new Gateway(EnvoyConfiguration.MUTUAL_TLS, overTls, directory);
  }
}
