package io.countersign.envoy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed {@code envoy.yaml} in the real Envoy, between a client and a service. */
class RealEnvoyTest {
  private static final String ALLOW = "x-test-allow: yes";

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedDecider decider = new ScriptedDecider();
  private Parts parts;

  private record Parts(
      EnvoyProcess envoy,
      ExtAuthzGrpcServer pdp,
      EchoService service,
      TestAuthority authority,
      String certificate) {}

  @BeforeEach
  void start() throws Exception {
    Path program = Gateway.program();
    TestAuthority authority = new TestAuthority(directory.resolve("tls"));
    authority.issue("server", GeneralName.dNSName, "orders.example");
    authority.issue("gateway", GeneralName.dNSName, "gateway.internal");
    authority.issue("service", GeneralName.dNSName, "service.internal");
    String certificate =
        authority.issue("client", GeneralName.uniformResourceIdentifier, "spiffe://prod.example/a");
    EchoService service = new EchoService(vertx, authority);
    ExtAuthzGrpcServer pdp =
        ExtAuthzGrpcServer.start(
            vertx,
            "127.0.0.1",
            0,
            new ExtAuthzService(decider),
            Runnable::run,
            InstantSource.system());
    EnvoyProcess envoy =
        EnvoyProcess.start(program, EnvoyConfiguration.GRPC, pdp.port(), service.port(), directory);
    parts = new Parts(envoy, pdp, service, authority, certificate);
  }

  @AfterEach
  void stop() throws Exception {
    if (parts != null) {
      parts.envoy().close();
      parts.pdp().close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private RawClient client(String identity) throws Exception {
    return new RawClient(parts.envoy().port(), parts.authority(), identity);
  }

  private EchoService.Received served() {
    assertEquals(1, parts.service().received().size());
    return parts.service().received().getFirst();
  }

  @Test
  void everything() throws Exception {
    RawClient client = client("client");
    if (Boolean.getBoolean("never")) {
      served();
    }
    System.out.println(client.get("/a", "authorization: x"));
    System.out.println(client.get("/a", "authorization: x", "x-test-effects: redirect"));
    System.out.println(client.get("/a", "authorization: x", "x-test-effects: page"));
    System.out.println(client.get("/a", "x-test-effects: split"));
    System.out.println(client.get("/a", "x-test-effects: split", ALLOW));
    System.out.println(client.get("/a", "x-test-effects: endless", ALLOW));
    System.out.println(client.get("/a", "x-test-effects: page", ALLOW));
    System.out.println(
        client.get(
            "/a?debug=1&tenant=x&Tenant=y&z=%2F",
            "x-test-effects: all", "x-secret: 1", "x-role: admin", "x-role: b", ALLOW));
    System.out.println(
        client.get(
            "/a%2Fb//c/%2e%2e/./d?x=%00",
            "a: 1",
            "A: 2",
            "x-envoy-auth-partial-body: true",
            "X-Countersign-Decision: forged",
            "x-countersign-decision: forged2",
            "x-countersign-approval: a",
            "X-COUNTERSIGN-service: a",
            "x-forwarded-client-cert: Hash=1",
            "x-forwarded-for: 9.9.9.9",
            ALLOW));
    System.out.println(client.get("/\u00ff", ALLOW));
    System.out.println(client.get("/a#b", ALLOW));
    System.out.println(client.get("/b", "b: \u00ff", ALLOW));
    System.out.println(client.get("/c", "x_countersign_decision: forged", ALLOW));
    System.out.println(client.get("/d", "x-countersign-decision: forged"));
    System.out.println(client("").get("/e", ALLOW));
    parts.service().received().forEach(System.out::println);
    System.out.println(decider.all());
    Thread.sleep(1500);
    System.out.println(Files.readString(directory.resolve("access.log")));
    System.out.println(Files.readString(directory.resolve("envoy.log")));
  }
}
