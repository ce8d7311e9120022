package io.countersign.policy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.decision.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** An HTTPS server on loopback that keeps one archive, and fails as it is told. */
final class BundleServer implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> answers = new ArrayList<>();
  private volatile byte[] archive = new byte[0];
  private volatile Answering answering = BundleServer::serve;
  private volatile @Nullable String authorization;
  private volatile @Nullable String client;

  /** What it does with a request; {@link #serve} does well. */
  @FunctionalInterface
  interface Answering {
    void answer(BundleServer server, HttpExchange exchange) throws Exception;
  }

  BundleServer(SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    authorization = exchange.getRequestHeaders().getFirst("Authorization");
    client = clientOf((HttpsExchange) exchange);
    try (exchange) {
      answering.answer(this, exchange);
    } catch (IOException gone) {
      throw gone;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static @Nullable String clientOf(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (IOException nobody) {
      return null;
    }
  }

  /** As a server does that knows tags. */
  void serve(HttpExchange exchange) throws IOException {
    byte[] content = archive;
    String etag = "\"" + Sha256.of(content).hex() + "\"";
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      status(exchange, 304);
    } else {
      exchange.getResponseHeaders().set("ETag", etag);
      send(exchange, content);
    }
  }

  /** Sends these bytes with their length. */
  void send(HttpExchange exchange, byte[] content) throws IOException {
    note("200");
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Sends a status and no more. */
  void status(HttpExchange exchange, int status) throws IOException {
    note(Integer.toString(status));
    exchange.sendResponseHeaders(status, -1);
  }

  private synchronized void note(String answer) {
    answers.add(answer);
  }

  /** The statuses it sent since the last call. */
  synchronized List<String> answers() {
    List<String> sent = List.copyOf(answers);
    answers.clear();
    return sent;
  }

  void keep(byte[] content) {
    archive = content.clone();
  }

  byte[] archive() {
    return archive.clone();
  }

  void answering(Answering how) {
    answering = how;
  }

  /** The header of the last request. */
  @Nullable String authorization() {
    return authorization;
  }

  /** The name in the certificate of the last request's client. */
  @Nullable String client() {
    return client;
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/bundle.tar.gz");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
