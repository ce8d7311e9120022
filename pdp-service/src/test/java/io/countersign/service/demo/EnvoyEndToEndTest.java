package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.decision.Reason;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.Verification;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of a request: a DPoP client that is not ours, the real Envoy with the committed
 * configuration, the server, and the record of each decision.
 */
class EnvoyEndToEndTest {
  private static final String ORDER = "/api/v1/orders/42";
  private static final String ORDER_URI = DemoWorld.ORIGIN + ORDER;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private final DemoWorld world = new DemoWorld(Instant.now());
  private @Nullable Running running;

  /** What a test needs while it runs. */
  private record Running(
      Settings settings,
      Vertx vertx,
      PdpServer server,
      EnvoyGateway envoy,
      NodeClient client,
      String token) {}

  @BeforeEach
  void start() throws Exception {
    Optional<Path> envoy = Programs.envoy();
    assumeTrue(envoy.isPresent(), Programs.ENVOY_MISSING);
    assumeTrue(NodeClient.isInstalled(), "no DPoP client: (cd pdp-service/src/test/js && npm ci)");
    Settings settings = SettingsReader.read(world.writeTo(directory), Map.of());
    Vertx vertx = Vertx.vertx();
    PdpServer server = PdpServer.start(settings, vertx, InstantSource.system());
    EnvoyGateway gateway =
        EnvoyGateway.start(
            vertx, world, server.grpcAddress(), envoy.orElseThrow(), directory.resolve("envoy"));
    NodeClient client = NodeClient.start();
    String token =
        world.token(
            world.shop().spiffeId(),
            Map.of("jkt", client.thumbprint("shop"), "x5t#S256", world.shop().certificateDigest()),
            "orders:read");
    running = new Running(settings, vertx, server, gateway, client, token);
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.client().close();
      running.envoy().close();
      running.server().close();
      Waiting.on(running.vertx().close(), 10);
      Replays.assertAgree(running.settings().log().directory());
    }
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  private List<List<String>> bound(String client, String method, String uri) throws Exception {
    String token = running().token();
    return headers(token, running().client().proof(client, method, uri, token));
  }

  private static List<List<String>> headers(String token, String proof) {
    return List.of(List.of("authorization", "DPoP " + token), List.of("dpop", proof));
  }

  private JsonNode get(@Nullable DemoClient certificate, List<List<String>> headers)
      throws Exception {
    return send("GET", DemoWorld.HOST, certificate, headers);
  }

  private JsonNode send(
      String method, String host, @Nullable DemoClient certificate, List<List<String>> headers)
      throws Exception {
    Map<String, Object> request = new HashMap<>();
    request.put("op", "send");
    request.put("port", running().envoy().port());
    request.put("servername", DemoWorld.HOST);
    request.put("host", host);
    request.put("method", method);
    request.put("path", ORDER);
    request.put("headers", headers);
    request.put("ca", world.authority().rootPem());
    if (certificate != null) {
      request.put("cert", certificate.identity().certificatePem());
      request.put("key", certificate.identity().keyPem());
    }
    return running().client().send(request);
  }

  private void assertRefused(Reason reason, JsonNode answer) throws Exception {
    assertEquals(reason.status(), answer.get("status").asInt(), answer.toString());
    JsonNode record = record(answer.get("headers").get("x-countersign-decision").asText());
    assertEquals("deny", record.get("decision").asText());
    assertEquals(reason.name(), record.get("reason").asText());
    assertFalse(answer.toString().contains(reason.name()), "the client is told the reason");
  }

  /** The record, as soon as a checkpoint covers it. */
  private JsonNode record(String decision) throws Exception {
    Path log = running().settings().log().directory();
    return JSON.readTree(Records.await(log, running().server().logKey(), decision));
  }

  @Test
  void aBoundTokenIsAllowedAndTheServiceSeesOurDecisionAlone() throws Exception {
    List<List<String>> headers = new ArrayList<>(bound("shop", "GET", ORDER_URI));
    headers.add(List.of("x-countersign-decision", "forged"));
    headers.add(List.of("x-countersign-subject", "spiffe://demo.example/admin"));

    JsonNode answer = get(world.shop(), headers);

    assertEquals(200, answer.get("status").asInt(), answer.toString());
    JsonNode seen = JSON.readTree(answer.get("body").asText());
    assertEquals(1, seen.get("x-countersign-decision").size(), seen.toString());
    JsonNode record = record(seen.get("x-countersign-decision").get(0).asText());
    assertEquals("allow", record.get("decision").asText());
    assertEquals(world.shop().spiffeId(), record.get("subject").get("id").asText());
    assertEquals("team-shop", record.get("subject").get("owner").asText());
    assertFalse(seen.has("x-countersign-subject"), seen.toString());
  }

  @Test
  void aStolenTokenIsRefused() throws Exception {
    assertRefused(Reason.DPOP_KEY_MISMATCH, get(world.shop(), bound("thief", "GET", ORDER_URI)));
  }

  @Test
  void aReplayedProofIsRefused() throws Exception {
    List<List<String>> headers = bound("shop", "GET", ORDER_URI);

    JsonNode first = get(world.shop(), headers);
    assertEquals(200, first.get("status").asInt(), first.toString());
    assertRefused(Reason.DPOP_REPLAYED, get(world.shop(), headers));
  }

  @Test
  void aProofForAnotherMethodIsRefused() throws Exception {
    assertRefused(Reason.DPOP_METHOD, get(world.shop(), bound("shop", "POST", ORDER_URI)));
  }

  @Test
  void aProofForAnotherHostIsRefused() throws Exception {
    assertRefused(
        Reason.DPOP_URI, get(world.shop(), bound("shop", "GET", "https://evil.example" + ORDER)));
  }

  @Test
  void aRequestToAnotherHostIsRefused() throws Exception {
    assertRefused(
        Reason.DPOP_URI,
        send("GET", "evil.example", world.shop(), bound("shop", "GET", ORDER_URI)));
  }

  @Test
  void anotherCertificateThanTheTokensIsRefused() throws Exception {
    assertRefused(
        Reason.CERTIFICATE_MISMATCH, get(world.stranger(), bound("shop", "GET", ORDER_URI)));
  }

  @Test
  void noCertificateIsRefused() throws Exception {
    assertRefused(Reason.CERTIFICATE_MISSING, get(null, bound("shop", "GET", ORDER_URI)));
  }

  @Test
  void noCredentialAtAllIsRefusedWithAChallengeThatNamesNoError() throws Exception {
    JsonNode answer = get(null, List.of());

    assertRefused(Reason.NO_CREDENTIAL, answer);
    String challenge = answer.get("headers").get("www-authenticate").asText();
    assertTrue(challenge.startsWith("DPoP "), challenge);
    assertFalse(challenge.contains("error="), challenge);
  }

  @Test
  void twoProofsAreRefused() throws Exception {
    List<List<String>> headers = new ArrayList<>(bound("shop", "GET", ORDER_URI));
    headers.add(headers.get(1));

    assertRefused(Reason.DPOP_MULTIPLE, get(world.shop(), headers));
  }

  @Test
  void twoAuthorizationHeadersAreRefused() throws Exception {
    List<List<String>> headers = new ArrayList<>(bound("shop", "GET", ORDER_URI));
    headers.add(headers.get(0));

    assertRefused(Reason.MULTIPLE_AUTHORIZATION, get(world.shop(), headers));
  }

  @Test
  void theLogOfAllThatVerifiesAndHoldsNoSecret() throws Exception {
    List<List<String>> headers = bound("shop", "GET", ORDER_URI);
    get(world.shop(), headers);
    get(world.shop(), headers);
    stop();

    Path log = running().settings().log().directory();
    Verification found =
        new LogVerifier(new DirectoryTileReader(log), running().server().logKey()).verify();
    assertTrue(found instanceof Verification.Verified, found.toString());
    String entries =
        Files.readString(
            log.resolve("tile/entries/000.p/" + size(found)), StandardCharsets.ISO_8859_1);
    for (List<String> header : headers) {
      for (String part : header.get(1).split("[ .]", -1)) {
        assertFalse(part.length() > 20 && entries.contains(part), "a secret is in the log");
      }
    }
    running = null;
  }

  private static long size(Verification found) {
    return found instanceof Verification.Verified verified ? verified.size() : 0;
  }
}
