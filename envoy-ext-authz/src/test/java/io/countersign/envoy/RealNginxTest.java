package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CredentialHeaders;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed {@code nginx.conf} in the real nginx, between a client and a service. */
class RealNginxTest {
  private static final String ALLOW = "authorization: test yes";
  private static final int HEADER_LIMIT = 64 * 1024;
  private static final GatewayRules RULES =
      new GatewayRules(CertificateSource.SSL_CLIENT_CERT, Set.of(), true);

  @TempDir Path directory;

  private final ScriptedDecider decider = new ScriptedDecider();
  private final Vertx vertx = Vertx.vertx();
  private TestAuthority authority;
  private EchoService service;
  private @Nullable Process nginx;
  private String certificate;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Path program = program();
    authority = new TestAuthority(directory.resolve("tls"));
    authority.issue("server", GeneralName.dNSName, "orders.example");
    authority.issue("gateway", GeneralName.uniformResourceIdentifier, Gateway.IDENTITY);
    authority.issue("service", GeneralName.dNSName, "service.internal");
    certificate =
        authority.issue("client", GeneralName.uniformResourceIdentifier, "spiffe://prod.example/a");
    service = new EchoService(vertx, authority);
    HttpServer pdp =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxHeaderSize(HEADER_LIMIT)
                    .setMaxInitialLineLength(HEADER_LIMIT))
            .requestHandler(
                new EnvoyHttpAuthz(decider, Runnable::run, RULES, CredentialHeaders.KNOWN))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    port = freePort();
    String committed = Files.readString(Path.of("nginx/nginx.conf"));
    Files.writeString(
        directory.resolve("nginx.conf"),
        committed
            .replace("127.0.0.1:8443", "127.0.0.1:" + port)
            .replace("127.0.0.1:8181", "127.0.0.1:" + pdp.actualPort())
            .replace("127.0.0.1:8080", "127.0.0.1:" + service.port()));
    nginx =
        new ProcessBuilder(
                program.toString(),
                "-p",
                directory.toString(),
                "-c",
                directory.resolve("nginx.conf").toString(),
                "-g",
                "daemon off; master_process off;")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    awaitListening();
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      if (!nginx.waitFor(10, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsNotAllowedNeverReachesTheService() throws Exception {
    RawClient client = new RawClient(port, authority, "client");
    RawClient.Answer denied = client.get("/a");
    assertEquals(401, denied.status());
    assertEquals(List.of(ScriptedDecider.CHALLENGE.value()), denied.values("www-authenticate"));
    assertEquals(403, client.get("/a", ALLOW, "x-test-break: runtime").status());
    assertEquals(404, client.get("/countersign", ALLOW).status());
    assertEquals(List.of(), service.received());
  }

  @Test
  void clientWithoutCertificateCannotForwardOne() throws Exception {
    RawClient client = new RawClient(port, authority, "");
    assertEquals(200, client.get("/a", ALLOW, "ssl-client-cert: forged").status());
    assertEquals("", decider.last().peer().certificateChain());
    assertEquals(List.of(), service.received().getFirst().values("ssl-client-cert"));
  }

  @Test
  void allowedRequestReachesTheServiceWithTheClientsCertificateJudged() throws Exception {
    String target = "/a%2Fb//c?x=%00&y";
    RawClient client = new RawClient(port, authority, "client");
    assertEquals(
        200,
        client
            .get(target, ALLOW, "ssl-client-cert: forged", "x-countersign-decision: forged")
            .status());

    AccessRequest judged = decider.last();
    assertEquals(certificate, judged.peer().certificateChain());
    assertEquals(target, judged.target());
    assertEquals("GET", judged.method());
    assertEquals("orders.example", judged.authority());
    assertEquals("orders", judged.destination().service());
    EchoService.Received served = service.received().getFirst();
    assertEquals(target, served.target());
    assertEquals(List.of(ScriptedDecider.ID.value()), served.values("x-countersign-decision"));
  }

  private static Path program() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of((path + ":/usr/sbin").split(":", -1))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> abort("no nginx: apt-get install -y nginx-light"));
  }

  private void awaitListening() throws Exception {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (nginx == null || !nginx.isAlive()) {
        throw new IOException(Files.readString(directory.resolve("nginx.log")));
      }
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(probe.isConnected());
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException("nginx does not listen");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
