package io.countersign.service.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.SigningKey;
import io.countersign.service.config.HostPort;
import io.countersign.service.config.Settings;
import io.countersign.service.config.Settings.WitnessSettings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.demo.DemoWorld;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness on a port, and a decision point that asks it. */
class WitnessServerTest {
  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private Path config;
  private WitnessSettings settings;
  private WitnessServer witness;

  @BeforeEach
  void start() throws Exception {
    config = new DemoWorld(Instant.now()).writeTo(directory);
    Settings.LogSettings log = SettingsReader.read(config, Map.of()).log();
    settings =
        new WitnessSettings(
            "witness.example/w",
            directory.resolve("witness.pem"),
            List.of(SigningKey.loadOrCreate(log.key(), log.origin()).verifierKey()),
            directory.resolve("state"));
    witness = WitnessServer.start(new HostPort("127.0.0.1", 0), settings);
  }

  @AfterEach
  void stop() throws Exception {
    witness.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private int status(String method, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + witness.address() + "/witness/add-checkpoint"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void refusesWhatIsNoCheckpoint() throws Exception {
    assertEquals(405, status("GET", ""));
    assertEquals(400, status("POST", "old 0\n\nnonsense"));
    assertEquals(413, status("POST", "x".repeat(80_000)));
  }

  @Test
  void aSecondOneOnTheSameStateRefusesToStart() {
    assertThrows(
        IOException.class, () -> WitnessServer.start(new HostPort("127.0.0.1", 0), settings));
  }

  @Test
  void cosignsForADecisionPoint() throws Exception {
    String text = Files.readString(config);
    String asked =
        text.replaceFirst(
            "log: \\{",
            "log: { witnesses: [ { vkey: '"
                + witness.key()
                + "', url: 'http://"
                + witness.address()
                + "/witness' } ], witness-interval: 1s,");
    assertTrue(!asked.equals(text), text);
    Files.writeString(config, asked);
    Settings read = SettingsReader.read(config, Map.of());
    try (PdpServer server = PdpServer.start(read, vertx, InstantSource.system())) {
      for (int i = 0; i < 200 && server.witnessed().isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertEquals(
          Optional.of(Set.of("witness.example/w")),
          server.witnessed().map(seen -> seen.cosigned().keySet()));
      assertTrue(Files.exists(read.log().directory().resolve("checkpoint.witnessed")));
    }
  }
}
