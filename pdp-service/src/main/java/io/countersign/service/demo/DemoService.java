package io.countersign.service.demo;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.rego.JsonText;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.TreeSet;

/**
 * The service behind the gateway: takes the gateway's certificate alone, answers with the decision.
 */
final class DemoService implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 10;

  private final HttpServer server;

  private DemoService(HttpServer server) {
    this.server = server;
  }

  static DemoService start(Vertx vertx, DemoAuthority authority) {
    DemoAuthority.Identity identity = authority.server("service.internal");
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.rootPem())))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(identity.certificatePem()))
                    .addKeyValue(Buffer.buffer(identity.keyPem())));
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> request.response().end(JsonText.text(toJson(request.headers()))));
    Waiting.on(server.listen(0, "127.0.0.1"), TIMEOUT_SECONDS);
    return new DemoService(server);
  }

  private static JsonObject toJson(MultiMap headers) {
    JsonObject.Builder json = JsonObject.builder();
    for (String name : new TreeSet<>(headers.names())) {
      json.put(name, JsonArray.ofStrings(headers.getAll(name)));
    }
    return json.build();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Waiting.on(server.close(), TIMEOUT_SECONDS);
  }
}
