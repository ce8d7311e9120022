package io.countersign.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Reason;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed {@code envoy.yaml} in the real Envoy, between a client and a service. */
class RealEnvoyTest {
  private static final String ALLOW = "x-test-allow: yes";
  private static final String DECISION = "x-countersign-decision";
  private static final List<String> OURS = List.of(ScriptedDecider.ID.value());

  @TempDir Path directory;

  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    Gateway.program();
    Gateway.Start overGrpc =
        (vertx, decider) -> {
          ExtAuthzGrpcServer server =
              ExtAuthzGrpcServer.start(
                  vertx,
                  "127.0.0.1",
                  0,
                  new ExtAuthzService(decider, TestRules.GRPC, CredentialHeaders.KNOWN),
                  Runnable::run,
                  InstantSource.system(),
                  null);
          return new Gateway.Pdp(server.port(), server);
        };
    gateway = new Gateway(EnvoyConfiguration.GRPC, overGrpc, directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void whatIsNotAllowedNeverReachesTheService() throws Exception {
    RawClient client = gateway.client();
    RawClient.Answer denied = client.get("/a", "x-countersign-decision: forged");
    assertEquals(401, denied.status());
    assertEquals(OURS, denied.values(DECISION));
    assertEquals(List.of(ScriptedDecider.CHALLENGE.value()), denied.values("www-authenticate"));
    assertEquals(List.of("no-store"), denied.values("cache-control"));
    assertEquals(List.of("application/problem+json"), denied.values("content-type"));
    assertEquals(
        "{\"decision\":\""
            + ScriptedDecider.ID.value()
            + "\",\"status\":401,\"title\":\"The credentials do not suffice.\"}",
        denied.body());

    RawClient.Answer redirect = client.get("/a", "x-test-effects: redirect");
    assertEquals(302, redirect.status());
    assertEquals(List.of("https://login.example/"), redirect.values("location"));

    RawClient.Answer page = client.get("/a", "x-test-effects: page");
    assertEquals(451, page.status());
    assertEquals("<p>no</p>", page.body());
    assertEquals(List.of("text/html"), page.values("content-type"));
    assertEquals(OURS, page.values(DECISION));

    assertEquals(503, client.get("/a", ALLOW, "x-test-break: runtime").status());
    assertEquals(503, client.get("/a", ALLOW, "x-test-effects: endless").status());
    assertEquals(500, client.get("/a", ALLOW, "x-test-effects: split").status());
    assertEquals(400, client.get("/a", ALLOW, "x: \u00ff").status());
    assertEquals(Reason.MALFORMED_REQUEST, gateway.decider.last().defect());
    int asked = gateway.decider.count();
    assertEquals(400, client.get("/\u00ff", ALLOW).status(), "Envoy refuses it itself");
    assertEquals(400, client.get("/a#b", ALLOW).status(), "Envoy refuses it itself");
    assertEquals(400, client.get("/a", ALLOW, "x_countersign_approval: x").status());
    assertEquals(asked, gateway.decider.count());

    gateway.stopPdp();
    assertEquals(503, client.get("/a", ALLOW).status());
    assertEquals(List.of(), gateway.service.received());
    List<String> log = gateway.accessLog();
    assertTrue(log.getFirst().contains("\"decision\":\"" + ScriptedDecider.ID.value()));
    assertTrue(log.getFirst().contains("\"reason\":\"NO_CREDENTIAL\""));
    assertFalse(String.join("\n", log).contains("forged"));
  }

  @Test
  void allowedRequestReachesTheServiceAsJudged() throws Exception {
    String target = "/a%2Fb//c/%2e%2e/./d?x=%00&y";
    RawClient.Answer answer =
        gateway
            .client()
            .get(
                target,
                ALLOW,
                "a: 1",
                "A: 2",
                "X-Countersign-Decision: forged",
                "x-countersign-decision: forged too",
                "X-COUNTERSIGN-Approval: x",
                "x-forwarded-for: 9.9.9.9",
                "x-forwarded-client-cert: Hash=1;URI=spiffe://prod.example/admin");
    assertEquals(200, answer.status());
    assertEquals("served", answer.body());

    EchoService.Received served = gateway.served();
    assertEquals(target, served.target());
    assertEquals(OURS, served.values(DECISION));
    assertEquals(List.of(), served.values("x-countersign-approval"));

    AccessRequest judged = gateway.decider.last();
    assertEquals(target, judged.target());
    assertEquals("GET", judged.method());
    assertEquals("https", judged.scheme());
    assertEquals("orders.example", judged.authority());
    assertEquals("HTTP/1.1", judged.protocol());
    assertEquals(List.of("1", "2"), judged.headers().values("a"));
    assertEquals(List.of("x"), judged.headers().values("x-countersign-approval"));
    assertEquals("127.0.0.1", judged.peer().address());
    assertEquals("spiffe://prod.example/a", judged.peer().principal());
    assertEquals(gateway.certificate, judged.peer().certificateChain());
    assertEquals("orders", judged.destination().service());
    assertNotNull(judged.deadline(), "Envoy says how long it waits");
    assertTrue(gateway.accessLog().getFirst().contains("\"reason\":\"ALLOWED\""));
  }

  @Test
  void effectsAndBodiesArePassed() throws Exception {
    RawClient.Answer answer =
        gateway
            .clientWithoutCertificate()
            .get(
                "/a?debug=1&tenant=x&Tenant=y&z=%2F",
                ALLOW, "x-test-effects: all", "x-role: admin", "X-Role: root", "x-secret: 1");
    assertEquals(200, answer.status());
    assertEquals(List.of("1", "2"), answer.values("x-answer"));
    assertEquals("", gateway.decider.last().peer().certificateChain());
    EchoService.Received served = gateway.served();
    assertEquals(List.of("reader"), served.values("x-role"));
    assertEquals(List.of(), served.values("x-secret"));
    assertEquals("/a?Tenant=acme&tenant=x&z=%2F", served.target());

    String head = "POST /b HTTP/1.1\r\nhost: orders.example\r\nconnection: close\r\n";
    String lie = "\r\nx-envoy-auth-partial-body: true";
    String small = head + ALLOW + lie + "\r\ncontent-length: 2\r\n\r\n{}";
    assertEquals(200, gateway.client().send(small.getBytes(ISO_8859_1)).status());
    assertEquals("{}", new String(gateway.decider.last().body().toBytes(), ISO_8859_1));
    assertFalse(gateway.decider.last().body().truncated(), "no client hides its body by saying so");

    String large = head + ALLOW + "\r\ncontent-length: 70000\r\n\r\n" + "x".repeat(70_000);
    gateway.client().send(large.getBytes(ISO_8859_1));
    assertTrue(gateway.decider.last().body().truncated());
    assertEquals(65_536, gateway.decider.last().body().toBytes().length);
  }
}
