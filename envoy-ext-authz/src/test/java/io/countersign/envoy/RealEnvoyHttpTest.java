package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CredentialHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed {@code envoy-http.yaml} in the real Envoy, between a client and a service. */
class RealEnvoyHttpTest {
  private static final String ALLOW = "authorization: test yes";
  private static final String DECISION = "x-countersign-decision";
  private static final List<String> OURS = List.of(ScriptedDecider.ID.value());
  private static final int HEADER_LIMIT = 64 * 1024;

  @TempDir Path directory;

  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    Gateway.program();
    Gateway.Start overHttp =
        (vertx, decider) -> {
          HttpServer server =
              vertx
                  .createHttpServer(
                      new HttpServerOptions()
                          .setMaxHeaderSize(HEADER_LIMIT)
                          .setMaxInitialLineLength(HEADER_LIMIT))
                  .requestHandler(
                      new EnvoyHttpAuthz(
                          decider, Runnable::run, TestRules.HTTP, CredentialHeaders.KNOWN))
                  .listen(0, "127.0.0.1")
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS);
          return new Gateway.Pdp(
              server.actualPort(),
              () -> server.close().toCompletionStage().toCompletableFuture().get());
        };
    gateway = new Gateway(EnvoyConfiguration.HTTP, overHttp, directory);
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
    assertTrue(denied.body().contains(ScriptedDecider.ID.value()));

    // Never an error of the server: a gateway may let that pass.
    assertEquals(403, client.get("/a", ALLOW, "x-countersign-break: runtime").status());
    assertEquals(403, client.get("/a", ALLOW, "x-countersign-effects: split").status());
    assertEquals(302, client.get("/a", "x-countersign-effects: redirect").status());

    gateway.stopPdp();
    assertEquals(503, client.get("/a", ALLOW).status());
    assertEquals(List.of(), gateway.service.received());
    List<String> log = gateway.accessLog();
    assertTrue(log.getFirst().contains("\"denial\":\"" + ScriptedDecider.ID.value()));
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
                "dpop: one",
                "DPoP: two",
                "X-Countersign-Decision: forged",
                "x-countersign-decision: forged too",
                "x-countersign-approval: x",
                "x-countersign-service: other",
                "x-envoy-auth-headers-to-remove: authorization",
                "x-forwarded-client-cert: Hash=1;URI=spiffe://prod.example/admin");
    assertEquals(200, answer.status());

    AccessRequest judged = gateway.decider.last();
    assertEquals(target, judged.target());
    assertEquals("GET", judged.method());
    assertEquals("orders.example", judged.authority());
    assertEquals(gateway.certificate, judged.peer().certificateChain());
    assertEquals("orders", judged.destination().service());
    assertEquals(2, values(judged, "dpop"), "a second proof is not hidden");
    assertEquals(List.of("x"), judged.headers().values("x-countersign-approval"));

    EchoService.Received served = gateway.served();
    assertEquals(target, served.target());
    assertEquals(OURS, served.values(DECISION));
    assertEquals(List.of(), served.values("x-countersign-approval"));
    assertEquals(List.of(), served.values("x-countersign-service"));
    assertTrue(gateway.accessLog().getFirst().contains(ScriptedDecider.ID.value()));
  }

  private static int values(AccessRequest request, String name) {
    return request.headers().values(name).stream().mapToInt(v -> v.split(",", -1).length).sum();
  }

  @Test
  void clientWithoutCertificateCannotForwardOne() throws Exception {
    RawClient.Answer answer =
        gateway
            .clientWithoutCertificate()
            .get("/a", ALLOW, "x-forwarded-client-cert: Hash=1;Cert=\"x\"");
    assertEquals(200, answer.status());
    assertEquals("", gateway.decider.last().peer().certificateChain());
    assertEquals(List.of(), gateway.served().values("x-forwarded-client-cert"));
  }
}
