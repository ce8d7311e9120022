package io.countersign.credentials.x509;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.credentials.x509.TestCa.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/** An https server on the loopback whose answers the tests may bend; it asks for certificates. */
public final class TlsServer implements AutoCloseable {
  private static final char[] PASSWORD = "test".toCharArray();
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_OFF = Instant.parse("2090-01-01T00:00:00Z");
  private static final Issued CA = TestCa.ca("CN=web").valid(LONG_AGO, FAR_OFF).selfSigned();
  private static final Issued OTHER_CA = TestCa.ca("CN=else").valid(LONG_AGO, FAR_OFF).selfSigned();

  /**
   * One request as it came.
   *
   * @param client the subject of the client's certificate; empty when it showed none
   */
  public record Request(
      String path, String method, Map<String, List<String>> headers, String body, String client) {
    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  /** What is answered. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public static Answer json(String body) {
      return text(200, "application/json", body);
    }

    public static Answer text(int status, String type, String body) {
      return new Answer(status, Map.of("Content-Type", type), body);
    }

    public Answer with(String name, String value) {
      Map<String, String> more = new ConcurrentHashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body);
    }
  }

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(Request request) throws IOException, InterruptedException;
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** With a certificate for {@code localhost}. */
  public TlsServer() throws IOException {
    this("localhost");
  }

  public TlsServer(String name) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext tls = serving(name);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().toString();
      Request request =
          new Request(
              path,
              exchange.getRequestMethod(),
              exchange.getRequestHeaders(),
              body,
              client((HttpsExchange) exchange));
      requests.add(request);
      Answer answer =
          handlers.getOrDefault(path, any -> Answer.text(404, "text/plain", "")).answer(request);
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] sent = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), sent.length == 0 ? -1 : sent.length);
      exchange.getResponseBody().write(sent);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String client(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException none) {
      return "";
    }
  }

  /** Answers requests to that path and query. */
  public TlsServer on(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  public TlsServer on(String path, Answer answer) {
    return on(path, any -> answer);
  }

  public String origin() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  public URI uri(String path) {
    return URI.create(origin() + path);
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public long requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).count();
  }

  /** Of a server of that name. */
  public static SSLContext serving(String name) {
    Issued leaf =
        new TestCa.Spec()
            .subject("CN=" + name)
            .names(new GeneralName(GeneralName.dNSName, name))
            .usage(KeyUsage.digitalSignature)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .valid(LONG_AGO, FAR_OFF)
            .by(CA);
    return context(CA, leaf);
  }

  /** Of a client that trusts this server. */
  public static SSLContext trusting() {
    return context(CA, null);
  }

  /** Of a client that trusts others. */
  public static SSLContext trustingOthers() {
    return context(OTHER_CA, null);
  }

  /** Of a client that trusts this server and has a certificate. */
  public static SSLContext showing(String name) {
    Issued leaf =
        new TestCa.Spec()
            .subject("CN=" + name)
            .usage(KeyUsage.digitalSignature)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .valid(LONG_AGO, FAR_OFF)
            .by(CA);
    return context(CA, leaf);
  }

  private static SSLContext context(Issued authority, @Nullable Issued own) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", authority.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      KeyStore shown = KeyStore.getInstance("PKCS12");
      shown.load(null, null);
      if (own != null) {
        Certificate[] chain = {own.certificate()};
        shown.setKeyEntry("own", own.keys().getPrivate(), PASSWORD, chain);
      }
      keys.init(shown, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
