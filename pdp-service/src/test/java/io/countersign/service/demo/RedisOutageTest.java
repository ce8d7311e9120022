package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.decision.Reason;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision point whose replay store is a real redis-server that comes and goes. */
class RedisOutageTest {
  private static final String ORDER = "/api/v1/orders/42";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private final DemoWorld world = new DemoWorld(Instant.now());
  private final Vertx vertx = Vertx.vertx();
  private int port;
  private @Nullable Process redis;
  private @Nullable PdpServer server;
  private @Nullable GrpcGateway gateway;
  private Settings settings;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(isInstalled(), "no redis-server: apt-get install redis-server");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    startRedis();
    Path file = world.writeTo(directory);
    Files.writeString(
        file,
        Files.readString(file)
            + "  dpop: { replay: redis }\n  redis: { url: \"redis://127.0.0.1:"
            + port
            + "\", timeout: 500ms }\n");
    settings = SettingsReader.read(file, Map.of());
    server = PdpServer.start(settings, vertx, InstantSource.system());
    gateway = new GrpcGateway(vertx, server.grpcAddress());
    await("ready", () -> server().failure().isEmpty());
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
  }

  private void startRedis() throws IOException {
    redis =
        new ProcessBuilder(
                List.of(
                    "redis-server",
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--save",
                    "",
                    "--appendonly",
                    "no"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
  }

  private void stopRedis() {
    if (redis != null) {
      redis.destroyForcibly().onExit().join();
    }
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (server != null) {
      server.close();
    }
    stopRedis();
    Waiting.on(vertx.close(), 10);
    if (server != null) {
      Replays.assertAgree(directory.resolve("log"));
    }
  }

  private PdpServer server() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  private static void await(String what, BooleanSupplier state) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(10));
    while (!state.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), "not " + what + " after 10 s");
      Thread.sleep(20);
    }
  }

  private Map<String, String> proved() {
    DemoClient shop = world.shop();
    String token = world.token(shop, "orders:read");
    String proof = shop.proof("GET", DemoWorld.ORIGIN + ORDER, token, Instant.now());
    return Map.of("authorization", "DPoP " + token, "dpop", proof);
  }

  private String decide(Map<String, String> headers) throws Exception {
    if (gateway == null) {
      throw new IllegalStateException("not started");
    }
    Gateway.Answer answer =
        gateway.send(new DemoRequest("", world.shop(), "GET", ORDER, headers, "", null));
    String record =
        Records.await(settings.log().directory(), server().logKey(), answer.decisionId());
    return JSON.readTree(record).get("reason").asText();
  }

  @Test
  void aProofIsAcceptedOnce() throws Exception {
    Map<String, String> request = proved();

    assertEquals("ALLOWED", decide(request));
    assertEquals(Reason.DPOP_REPLAYED.name(), decide(request));
  }

  @Test
  void withoutRedisRequestsAreDeniedAndItsReturnNeedsNoOperator() throws Exception {
    assertEquals("ALLOWED", decide(proved()));

    stopRedis();
    await("unready", () -> server().failure().isPresent());
    assertEquals(Reason.REPLAY_STORE_UNAVAILABLE.name(), decide(proved()));

    startRedis();
    await("ready again", () -> server().failure().isEmpty());
    assertEquals("ALLOWED", decide(proved()));
  }
}
