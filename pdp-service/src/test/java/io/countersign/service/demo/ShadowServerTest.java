package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.ShadowReport;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a candidate beside its policy, asked over gRPC. */
class ShadowServerTest {
  private static final String POLICY = "policy: { bundle: file:bundle";

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void endVertx() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Writes the demo's configuration with a candidate that may come to lie at {@code next}. */
  private Settings settings(DemoWorld world) throws Exception {
    return settings(world, "shadow: { bundle: file:next }");
  }

  private Settings settings(DemoWorld world, String more) throws Exception {
    Path file = world.writeTo(directory);
    String text = Files.readString(file);
    assertTrue(text.contains(POLICY), text);
    Files.writeString(file, text.replace(POLICY, POLICY + ", " + more));
    return SettingsReader.read(file, Map.of());
  }

  private static void assertAnsweredAsExpected(DemoWorld world, Gateway gateway) throws Exception {
    for (DemoRequest request : DemoScript.of(world)) {
      Gateway.Answer answer = gateway.send(request);
      assertEquals(request.refusal() == null, answer.allowed(), request.toString());
    }
  }

  @Test
  void aServerStartsAndAnswersWithoutItsCandidate() throws Exception {
    DemoWorld world = new DemoWorld(Instant.now());
    try (PdpServer server = PdpServer.start(settings(world), vertx, InstantSource.system());
        Gateway gateway = new GrpcGateway(vertx, server.grpcAddress())) {
      assertAnsweredAsExpected(world, gateway);
      assertEquals(Optional.empty(), server.shadow());
    }
  }

  @Test
  void aCandidateWithoutARegistryWouldDenyAllAndDeniesNothing() throws Exception {
    DemoWorld world = new DemoWorld(Instant.now());
    Settings settings = settings(world);
    Path next = Files.createDirectories(directory.resolve("next"));
    Files.copy(directory.resolve("bundle/policy.wasm"), next.resolve("policy.wasm"));
    try (PdpServer server = PdpServer.start(settings, vertx, InstantSource.system());
        Gateway gateway = new GrpcGateway(vertx, server.grpcAddress())) {
      for (int i = 0; i < 200 && server.shadow().map(ShadowReport::wouldDeny).orElse(0L) < 4; i++) {
        assertAnsweredAsExpected(world, gateway);
        Thread.sleep(50);
      }
      ShadowReport report = server.shadow().orElseThrow();
      assertTrue(report.wouldDeny() >= 4, report.toString());
      assertEquals(0, report.wouldAllow());
      assertEquals(0, report.failed());
    }
  }

  @Test
  void aCandidateOfAServerStaysOnTrialWhileTheServerIsAway() throws Exception {
    DemoWorld world = new DemoWorld(Instant.now());
    Path next = Files.createDirectories(directory.resolve("next"));
    BundleHost host = new BundleHost(world.authority(), 0, false);
    try {
      Settings settings =
          settings(
              world,
              "poll: 1s, tls: { ca: file:ca.pem }, shadow: { bundle: \""
                  + host.uri("next")
                  + "\" }");
      Files.copy(directory.resolve("bundle/plan.json"), next.resolve("plan.json"));
      host.publish("next", PolicyServer.archive(next));
      try (PdpServer server = PdpServer.start(settings, vertx, InstantSource.system());
          Gateway gateway = new GrpcGateway(vertx, server.grpcAddress())) {
        long before = awaitEvaluated(world, server, gateway, 1);
        host.close();
        Thread.sleep(1_500);
        assertTrue(awaitEvaluated(world, server, gateway, before + 5) > before);
      }
    } finally {
      host.close();
    }
    assertTrue(Files.notExists(directory.resolve("policy-cache")), "a candidate is not kept");
  }

  private static long awaitEvaluated(
      DemoWorld world, PdpServer server, Gateway gateway, long enough) throws Exception {
    long evaluated = 0;
    for (int i = 0; i < 200 && evaluated < enough; i++) {
      assertAnsweredAsExpected(world, gateway);
      Thread.sleep(50);
      evaluated = server.shadow().map(ShadowReport::evaluated).orElse(0L);
    }
    return evaluated;
  }
}
