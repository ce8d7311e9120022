package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision point whose policy is configured by a test, asked by one workload. Its clock can be
 * set ahead.
 */
public final class PolicyServer implements AutoCloseable {
  private static final String ORDER = "/api/v1/orders/42";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What every bundle of the demonstration owns. */
  public static final String ALL = "\"countersign/authz\", \"countersign/identities\"";

  public final DemoWorld world = new DemoWorld(Instant.now());
  public final Path configuration;
  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private volatile Duration ahead = Duration.ZERO;
  private @Nullable Running running;

  private record Running(PdpServer server, Gateway gateway) {}

  public PolicyServer(Path directory) throws Exception {
    this.directory = directory;
    this.configuration = world.writeTo(directory);
  }

  /** Says where policy comes from: what stands in the section {@code policy}. */
  public void configure(String policy) throws Exception {
    String text = Files.readString(configuration);
    String changed = text.replaceFirst("policy: \\{.*}", "policy: { " + policy + " }");
    assertTrue(changed.contains(policy), text);
    Files.writeString(configuration, changed);
  }

  /** Starts, or starts again; what a process before it left on disk is still there. */
  void start() throws Exception {
    stop();
    PdpServer server =
        PdpServer.start(
            SettingsReader.read(configuration, Map.of()), vertx, () -> Instant.now().plus(ahead));
    running = new Running(server, new GrpcGateway(vertx, server.grpcAddress()));
  }

  void stop() {
    Running ending = running;
    running = null;
    if (ending != null) {
      ending.gateway().close();
      ending.server().close();
      Replays.assertAgree(directory.resolve("log"));
    }
  }

  void ahead(Duration time) {
    ahead = time;
  }

  /** The reason in the record of a request that a good policy allows. */
  String reason() throws Exception {
    DemoClient shop = world.shop();
    String token = world.token(shop, "orders:read");
    String proof = shop.proof("GET", DemoWorld.ORIGIN + ORDER, token, Instant.now().plus(ahead));
    Map<String, String> headers = Map.of("authorization", "DPoP " + token, "dpop", proof);
    Running asked = running;
    if (asked == null) {
      throw new IllegalStateException("not started");
    }
    Gateway.Answer answer =
        asked.gateway().send(new DemoRequest("", shop, "GET", ORDER, headers, "", null));
    String record =
        Records.await(directory.resolve("log"), asked.server().logKey(), answer.decisionId());
    return JSON.readTree(record).get("reason").asText();
  }

  /** Asks until the reason is that one, for ten seconds at most; the last reason. */
  String reasonBecomes(String expected) throws Exception {
    Instant end = Instant.now().plusSeconds(10);
    String reason = reason();
    while (!reason.equals(expected) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      reason = reason();
    }
    return reason;
  }

  /**
   * An archive of the demonstration's policy.
   *
   * @param roots as they stand in the manifest
   * @param status of each identity; null leaves the registry out
   */
  public byte[] policy(String roots, @Nullable String status) throws Exception {
    Path folder = copied("policy");
    manifest(folder, roots);
    registry(folder, status);
    return archive(folder);
  }

  /** An archive of the registry alone. */
  public byte[] registry(String status) throws Exception {
    Path folder = Files.createTempDirectory(directory, "registry");
    manifest(folder, "\"countersign/identities\"");
    registry(folder, status);
    return archive(folder);
  }

  private static void manifest(Path folder, String roots) throws Exception {
    Files.writeString(folder.resolve(".manifest"), "{\"roots\": [" + roots + "]}");
  }

  private void registry(Path folder, @Nullable String status) throws Exception {
    Path data = folder.resolve("data.json");
    if (status == null) {
      Files.deleteIfExists(data);
    } else {
      String text = Files.readString(directory.resolve("bundle/data.json"));
      Files.writeString(data, text.replace("\"active\"", '"' + status + '"'));
    }
  }

  private Path copied(String prefix) throws Exception {
    Path folder = Files.createTempDirectory(directory, prefix);
    for (String name : new String[] {"plan.json", "policy.wasm"}) {
      Files.copy(directory.resolve("bundle").resolve(name), folder.resolve(name));
    }
    return folder;
  }

  static byte[] archive(Path folder) throws Exception {
    return new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE).read(folder).archive();
  }

  @Override
  public void close() {
    stop();
    Waiting.on(vertx.close(), 10);
  }
}
