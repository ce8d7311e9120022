package io.countersign.log.witness;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A witness of this program over HTTP on loopback, or whatever answers in its place. */
final class WitnessHost implements AutoCloseable {
  /** What answers. */
  interface Answering {
    WitnessAnswer answer(byte[] body) throws IOException;
  }

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answering answering;

  WitnessHost(Answering answering) throws IOException {
    this.answering = answering;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/w/add-checkpoint",
        exchange -> {
          requests.incrementAndGet();
          WitnessAnswer answer = this.answering.answer(exchange.getRequestBody().readAllBytes());
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", answer.contentType());
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static WitnessHost of(Witness witness) throws IOException {
    return new WitnessHost(body -> witness.addCheckpoint(body, Instant.now()));
  }

  void answerWith(Answering other) {
    answering = other;
  }

  int requests() {
    return requests.get();
  }

  WitnessAddress address(WitnessKey key) {
    return new WitnessAddress(
        key, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
