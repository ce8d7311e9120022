package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.countersign.decision.Reason;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens of an authorization server that is not ours (npm oidc-provider), fetched and proved by a
 * client that is not ours (npm openid-client).
 */
class OAuthEndToEndTest {
  private static final Path PROGRAMS = Path.of("src/test/js-oauth").toAbsolutePath();
  private static final String ORDER = "/api/v1/orders/42";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private final DemoWorld world = new DemoWorld(Instant.now());
  private final Vertx vertx = Vertx.vertx();
  private Duration ahead = Duration.ZERO;
  private String issuer = "";
  private NodeProgram authorizationServer;
  private NodeProgram client;
  private PdpServer server;
  private GrpcGateway gateway;
  private Settings settings;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Files.isDirectory(PROGRAMS.resolve("node_modules/openid-client")),
        "no authorization server: (cd pdp-service/src/test/js-oauth && npm ci)");
    ECKey own = new ECKeyGenerator(Curve.P_256).keyID("countersign-1").generate();
    int port = freePort();
    issuer = "https://localhost:" + port;
    startAuthorizationServer(port, own);
    settings = SettingsReader.read(configuration(own), Map.of());
    server = PdpServer.start(settings, vertx, () -> Instant.now().plus(ahead));
    gateway = new GrpcGateway(vertx, server.grpcAddress());
    client =
        NodeProgram.start(
            PROGRAMS,
            "client.mjs",
            Map.of("NODE_EXTRA_CA_CERTS", directory.resolve("ca.pem").toString()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void startAuthorizationServer(int port, ECKey own) throws Exception {
    DemoAuthority.Identity identity = world.authority().server("localhost");
    authorizationServer = NodeProgram.start(PROGRAMS, "authorization-server.mjs", Map.of());
    String ready =
        authorizationServer.ask(
            Map.of(
                "cert", identity.certificatePem(),
                "key", identity.keyPem(),
                "port", port,
                "resource", DemoWorld.ORIGIN,
                "clients",
                    List.of(
                        Map.of("id", "shop", "secret", "s", "subject", world.shop().spiffeId()),
                        Map.of("id", "opaque", "secret", "s", "subject", world.shop().spiffeId())),
                "pdp", own.toPublicJWK().toJSONObject()));
    assertEquals("ready " + port, ready);
  }

  private Path configuration(ECKey own) throws Exception {
    Path file = world.writeTo(directory);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(own.toECPrivateKey().getEncoded());
    Files.writeString(
        directory.resolve("client-key.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    String yaml =
        Files.readString(file)
            .replace("  trust:\n", "  trust:\n    ca: file:ca.pem\n    max-age: 2m\n")
            .replace(
                "    issuers:\n",
                """
                    issuers:
                      - issuer: "%s"
                        jwks: discover
                        audiences: [ "%s" ]
                        introspection:
                          { client-id: countersign, key: file:client-key.pem, key-id: countersign-1, cache: 1s }
                """
                    .formatted(issuer, DemoWorld.ORIGIN)
                    .indent(0));
    return Files.writeString(file, yaml);
  }

  @AfterEach
  void stop() {
    for (AutoCloseable part : new AutoCloseable[] {client, gateway, server, authorizationServer}) {
      close(part);
    }
    Waiting.on(vertx.close(), 10);
  }

  private static void close(AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String token(String id) throws Exception {
    JsonNode answer =
        client.call(
            Map.of(
                "op",
                "token",
                "issuer",
                issuer,
                "id",
                id,
                "secret",
                "s",
                "scope",
                "orders:read",
                "resource",
                DemoWorld.ORIGIN));
    assertEquals("dpop", answer.get("type").asText());
    return answer.get("token").asText();
  }

  /** Sends what the client would send, and gives the record of the decision. */
  private JsonNode decide(String id, String token) throws Exception {
    JsonNode sent =
        client.call(
            Map.of(
                "op",
                "call",
                "id",
                id,
                "token",
                token,
                "url",
                DemoWorld.ORIGIN + ORDER,
                "method",
                "GET"));
    Map<String, String> headers = new HashMap<>();
    sent.get("headers")
        .properties()
        .forEach(field -> headers.put(field.getKey(), field.getValue().asText()));
    Gateway.Answer answer =
        gateway.send(new DemoRequest("", world.shop(), "GET", ORDER, headers, "", null));
    return JSON.readTree(
        Records.await(settings.log().directory(), server.logKey(), answer.decisionId()));
  }

  private void assertAllowed(JsonNode record) {
    assertEquals("ALLOWED", record.get("reason").asText(), record.toString());
    assertEquals(world.shop().spiffeId(), record.at("/subject/id").asText());
    assertEquals("bound", record.at("/attribution/level").asText());
  }

  private static void assertRefused(Reason reason, JsonNode record) {
    assertEquals(reason.name(), record.get("reason").asText(), record.toString());
  }

  @Test
  void tokenAndProofOfForeignImplementationsAreAllowed() throws Exception {
    assertAllowed(decide("shop", token("shop")));
  }

  @Test
  void anotherClientsKeyDoesNotProveTheToken() throws Exception {
    token("opaque");
    assertRefused(Reason.DPOP_KEY_MISMATCH, decide("opaque", token("shop")));
  }

  @Test
  void anOpaqueTokenIsAskedAboutAndForgottenWithItsIssuer() throws Exception {
    String token = token("opaque");
    assertAllowed(decide("opaque", token));

    authorizationServer.ask(Map.of("op", "forget"));
    ahead = Duration.ofSeconds(2);
    assertRefused(Reason.TOKEN_INACTIVE, decide("opaque", token));
  }

  @Test
  void aKeyThatWasRotatedInWithoutNoticeCostsOneFetchAndNoDenial() throws Exception {
    assertAllowed(decide("shop", token("shop")));

    authorizationServer.ask(Map.of("op", "rotate", "kid", "k2"));
    ahead = Duration.ofSeconds(31);
    assertAllowed(decide("shop", token("shop")));
  }

  @Test
  void keysOfALostIssuerServeUntilTheirLimitAndThenNoLonger() throws Exception {
    String token = token("shop");
    assertAllowed(decide("shop", token));

    authorizationServer.close();
    ahead = Duration.ofSeconds(50);
    JsonNode record = decide("shop", token);
    assertAllowed(record);
    assertTrue(record.at("/status/trust_data_age_seconds").asInt() >= 49, record.toString());

    ahead = Duration.ofMinutes(3);
    assertRefused(Reason.ISSUER_UNAVAILABLE, decide("shop", token));
  }

  @Test
  void anOpaqueTokenOfALostIssuerIsRefused() throws Exception {
    String token = token("opaque");
    authorizationServer.close();
    assertRefused(Reason.ISSUER_UNAVAILABLE, decide("opaque", token));
  }
}
