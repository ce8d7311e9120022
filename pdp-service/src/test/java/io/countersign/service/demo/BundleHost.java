package io.countersign.service.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.decision.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on loopback that keeps bundles by their names, and knows tags. */
public final class BundleHost implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> bundles = new ConcurrentHashMap<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();

  /**
   * Starts it.
   *
   * @param port 0 for a free one
   * @param demanding lets nobody in without a certificate of that authority
   */
  public BundleHost(DemoAuthority authority, int port, boolean demanding) throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls(authority)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(demanding);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static SSLContext tls(DemoAuthority authority) throws Exception {
    DemoAuthority.Identity identity = authority.server("localhost");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        identity.keys().getPrivate(),
        new char[0],
        new Certificate[] {identity.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    KeyStore clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    clients.setCertificateEntry("root", authority.root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(clients);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(1);
      byte[] content = bundles.get(name);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String tag = '"' + Sha256.of(content).hex() + '"';
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
      } else {
        sent.add(name);
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }

  public void publish(String name, byte[] archive) {
    bundles.put(name, archive.clone());
  }

  /** The names of the bundles that it sent until now, in order. */
  List<String> sent() {
    return List.copyOf(sent);
  }

  int port() {
    return server.getAddress().getPort();
  }

  public String uri(String name) {
    return "https://localhost:" + port() + "/" + name;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
