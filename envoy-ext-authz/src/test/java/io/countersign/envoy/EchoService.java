package io.countersign.envoy;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A service that takes requests from the gateway's certificate only, and remembers them. */
final class EchoService implements AutoCloseable {
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /** A request as it arrived; names in lower case. */
  record Received(String target, List<Map.Entry<String, String>> headers) {

    List<String> values(String name) {
      return headers.stream()
          .filter(field -> field.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  EchoService(Vertx vertx, TestAuthority authority) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(authority.file("service.pem"))
                    .addKeyPath(authority.file("service-key.pem")))
            .setTrustOptions(new PemTrustOptions().addCertPath(authority.file("ca.pem")));
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    received.add(new Received(request.uri(), new ArrayList<>(request.headers().entries())));
    request.response().end("served");
  }

  void forget() {
    received.clear();
  }

  int port() {
    return server.actualPort();
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.close();
  }
}
