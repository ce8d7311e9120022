package io.countersign.service.demo;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.envoy.EnvoyConfiguration;
import io.countersign.envoy.EnvoyProcess;
import io.countersign.service.config.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real Envoy with its committed configuration, mutual TLS towards clients and service. */
final class EnvoyGateway implements Gateway {
  private static final long TIMEOUT_SECONDS = 20;
  private static final String DECISION = "x-countersign-decision";

  private final Vertx vertx;
  private final DemoWorld world;
  private final DemoService service;
  private final EnvoyProcess envoy;

  private EnvoyGateway(Vertx vertx, DemoWorld world, DemoService service, EnvoyProcess envoy) {
    this.vertx = vertx;
    this.world = world;
    this.service = service;
    this.envoy = envoy;
  }

  /**
   * Starts the service behind Envoy, and Envoy.
   *
   * @param directory takes keys, certificates, configuration and logs
   */
  static EnvoyGateway start(
      Vertx vertx, DemoWorld world, HostPort pdp, Path program, Path directory) throws IOException {
    Path tls = Files.createDirectories(directory.resolve("tls"));
    DemoAuthority authority = world.authority();
    Files.writeString(tls.resolve("ca.pem"), authority.rootPem());
    write(tls, "server", authority.server(DemoWorld.HOST));
    write(tls, "gateway", authority.server("gateway.internal"));
    DemoService service = DemoService.start(vertx, authority);
    try {
      EnvoyProcess envoy =
          EnvoyProcess.start(
              program, EnvoyConfiguration.GRPC, pdp.port(), service.port(), directory);
      return new EnvoyGateway(vertx, world, service, envoy);
    } catch (IOException failure) {
      service.close();
      throw failure;
    }
  }

  private static void write(Path tls, String name, DemoAuthority.Identity identity)
      throws IOException {
    Files.writeString(tls.resolve(name + ".pem"), identity.certificatePem());
    Files.writeString(tls.resolve(name + "-key.pem"), identity.keyPem());
  }

  /** Where clients connect. */
  int port() {
    return envoy.port();
  }

  @Override
  public Answer send(DemoRequest request) {
    HttpClient client = vertx.createHttpClient(tls(request.client()));
    try {
      return Waiting.on(exchange(client, request), TIMEOUT_SECONDS);
    } finally {
      Waiting.on(client.close(), TIMEOUT_SECONDS);
    }
  }

  private HttpClientOptions tls(DemoClient client) {
    return new HttpClientOptions()
        .setSsl(true)
        .setTrustOptions(new PemTrustOptions().addCertValue(buffer(world.authority().rootPem())))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(buffer(client.identity().certificatePem()))
                .addKeyValue(buffer(client.identity().keyPem())));
  }

  private Future<Answer> exchange(HttpClient client, DemoRequest request) {
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(envoy.port(), "127.0.0.1"))
            .setHost(DemoWorld.HOST)
            .setPort(443)
            .setSsl(true)
            .setMethod(HttpMethod.valueOf(request.method()))
            .setURI(request.path());
    request.headers().forEach(options::putHeader);
    return client
        .request(options)
        .compose(call -> call.send(request.body()))
        .compose(response -> response.body().map(body -> answer(response, body)));
  }

  /** The service repeats the decision that Envoy passed on; a client that is refused is told it. */
  private static Answer answer(HttpClientResponse response, Buffer body) {
    boolean reached = response.statusCode() == 200;
    String id = reached ? decisionSeenBy(body) : response.getHeader(DECISION);
    return new Answer(reached, response.statusCode(), id);
  }

  private static @Nullable String decisionSeenBy(Buffer echo) {
    try {
      return JsonParser.parse(echo.getBytes()) instanceof JsonObject headers
              && headers.get(DECISION) instanceof JsonArray ids
              && ids.values().size() == 1
              && ids.values().getFirst() instanceof JsonString id
          ? id.value()
          : null;
    } catch (JsonSyntaxException notTheService) {
      return null;
    }
  }

  private static Buffer buffer(String text) {
    return Buffer.buffer(text);
  }

  @Override
  public void close() {
    envoy.close();
    service.close();
  }
}
