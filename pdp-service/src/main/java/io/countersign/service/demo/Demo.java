package io.countersign.service.demo;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.RecordFinder;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.HostPort;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the demonstration: a server, five requests, and what the log says of them afterwards. */
public final class Demo {
  private final Path directory;
  private final @Nullable Path envoy;
  private final InstantSource clock;

  /**
   * @param directory takes the configuration and the log
   * @param envoy a real Envoy to send the requests through; null asks over gRPC directly
   */
  public Demo(Path directory, @Nullable Path envoy, InstantSource clock) {
    this.directory = directory;
    this.envoy = envoy;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param key the log's public key
   */
  public record Outcome(List<Step> steps, Verification log, Path logDirectory, VerifierKey key) {
    public Outcome {
      steps = List.copyOf(steps);
    }

    /** Whether every decision was the expected one and the log holds. */
    public boolean asExpected() {
      return log instanceof Verification.Verified && steps.stream().allMatch(Step::asExpected);
    }
  }

  /**
   * One request and its record.
   *
   * @param status the HTTP status that the client saw
   * @param record as it stands in the log
   */
  public record Step(DemoRequest request, int status, boolean allowed, JsonObject record) {

    public String reason() {
      return record.string("reason").orElse("");
    }

    boolean asExpected() {
      String expected = request.refusal() == null ? "ALLOWED" : request.refusal().name();
      boolean recorded = record.string("decision").orElse("").equals(allowed ? "allow" : "deny");
      return allowed == (request.refusal() == null) && recorded && reason().equals(expected);
    }
  }

  /** Sends the requests and reads the log that they left. */
  public Outcome run() throws IOException, ConfigurationException {
    DemoWorld world = new DemoWorld(clock.instant());
    Settings settings = SettingsReader.read(world.writeTo(directory), Map.of());
    Vertx vertx = Vertx.vertx();
    try {
      List<DemoRequest> requests = DemoScript.of(world);
      List<Gateway.Answer> answers = new ArrayList<>();
      VerifierKey key;
      try (PdpServer server = PdpServer.start(settings, vertx, clock);
          Gateway gateway = gateway(vertx, world, server.grpcAddress())) {
        key = server.logKey();
        requests.forEach(request -> answers.add(gateway.send(request)));
      }
      return read(requests, answers, settings.log().directory(), key);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private Gateway gateway(Vertx vertx, DemoWorld world, HostPort server) throws IOException {
    return envoy == null
        ? new GrpcGateway(vertx, server)
        : EnvoyGateway.start(vertx, world, server, envoy, directory.resolve("envoy"));
  }

  private static Outcome read(
      List<DemoRequest> requests, List<Gateway.Answer> answers, Path log, VerifierKey key)
      throws IOException {
    TileReader tiles = new DirectoryTileReader(log);
    Verification verification = new LogVerifier(tiles, key).verify();
    RecordFinder records = new RecordFinder(LogReader.open(tiles, key));
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      Gateway.Answer answer = answers.get(i);
      steps.add(
          new Step(
              requests.get(i),
              answer.status(),
              answer.allowed(),
              record(records, answer.decisionId())));
    }
    return new Outcome(steps, verification, log, key);
  }

  private static JsonObject record(RecordFinder records, @Nullable String id) throws IOException {
    String text = id == null ? "{}" : records.find(id).map(RecordFinder.Found::record).orElse("{}");
    try {
      return JsonParser.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject record
          ? record
          : JsonObject.EMPTY;
    } catch (JsonSyntaxException broken) {
      throw new IOException("the log has a record that is no JSON: " + broken.getMessage(), broken);
    }
  }
}
