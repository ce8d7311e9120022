package io.countersign.credentials.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.x509.TlsServer;
import io.countersign.credentials.x509.TlsServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are not who they should be, or do not answer as they should. */
final class HttpsClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String JSON = "application/json";

  private TlsServer server;
  private HttpsClient client;

  @BeforeEach
  void start() throws IOException {
    server = new TlsServer();
    client = new HttpsClient(TlsServer.trusting(), TIMEOUT);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpsClient.Answer get(String path) throws IOException {
    return client.get(server.uri(path), JSON, null, 100);
  }

  private static String failure(HttpsClient client, URI uri) {
    IOException failed = assertThrows(IOException.class, () -> client.get(uri, JSON, null, 100));
    return Objects.requireNonNullElse(failed.getMessage(), "");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) throws IOException {
    server.on("/a", Answer.text(status, JSON, "").with("Location", server.origin() + "/elsewhere"));
    assertEquals(status, get("/a").status());
    assertEquals(1, server.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1/a",
        "HTTPS:opaque",
        "https:///a",
        "https://user:word@localhost:1/a",
        "file:///etc/passwd",
        "/a"
      })
  void whatIsNoHttpsUriIsNotAsked(String uri) {
    assertTrue(failure(client, URI.create(uri)).startsWith("not a"), uri);
  }

  @Test
  void serverOfAnotherNameIsRefused() throws IOException {
    try (TlsServer other = new TlsServer("other.example")) {
      other.on("/a", Answer.json("{}"));
      failure(client, other.uri("/a"));
      assertEquals(0, other.requests().size());
    }
  }

  @Test
  void serverOfAnUntrustedAuthorityIsRefused() {
    server.on("/a", Answer.json("{}"));
    try (HttpsClient other = new HttpsClient(TlsServer.trustingOthers(), TIMEOUT);
        HttpsClient system = HttpsClient.ofSystemTrust(TIMEOUT)) {
      failure(other, server.uri("/a"));
      failure(system, server.uri("/a"));
    }
    assertEquals(0, server.requests().size());
  }

  @Test
  void answerIsReadUpToItsBoundAndNotBeyond() throws IOException {
    server.on("/fits", Answer.json("x".repeat(100)));
    server.on("/over", Answer.json("x".repeat(101)));
    server.on("/huge", Answer.json("x".repeat(10_000_000)));
    assertEquals(100, get("/fits").body().length());
    assertTrue(failure(client, server.uri("/over")).contains("larger than 100 bytes"));
    assertTrue(failure(client, server.uri("/huge")).contains("larger than 100 bytes"));
  }

  @Test
  void serverThatDripsIsGivenUp() throws Exception {
    try (SSLServerSocket drip = listening();
        HttpsClient hasty = new HttpsClient(TlsServer.trusting(), Duration.ofMillis(700))) {
      Thread server = Thread.startVirtualThread(() -> drip(drip));
      long before = System.nanoTime();
      String message = failure(hasty, URI.create("https://localhost:" + drip.getLocalPort() + "/"));
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      assertTrue(message.contains("no complete answer within 700 ms"), message);
      assertTrue(took.compareTo(Duration.ofSeconds(3)) < 0, took::toString);
      server.interrupt();
    }
  }

  private static SSLServerSocket listening() throws IOException {
    return (SSLServerSocket)
        TlsServer.serving("localhost")
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  /** A byte each tenth of a second: never silent, never done. */
  private static void drip(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      InputStream in = socket.getInputStream();
      while (in.read() != '\n') {
        // the request line is enough
      }
      OutputStream out = socket.getOutputStream();
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 90; i++) {
        out.write('x');
        out.flush();
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException gone) {
      // The client hung up.
    }
  }

  @Test
  void serverThatIsGoneIsAFailure() throws IOException {
    URI gone = server.uri("/a");
    server.close();
    failure(client, gone);
  }

  @Test
  void closedClientFails() {
    client.close();
    assertTrue(failure(client, server.uri("/a")).contains("closed"));
  }

  @Test
  void copyThatIsStillCurrentIsNotSentAgain() throws IOException {
    server.on(
        "/a",
        request ->
            request.header("If-none-match").equals("\"v1\"")
                ? Answer.text(304, JSON, "").with("ETag", "\"v1\"")
                : Answer.json("{}").with("ETag", "\"v1\"").with("Cache-Control", "Max-Age=60"));
    HttpsClient.Answer first = get("/a");
    assertEquals(new HttpsClient.Answer(200, "{}", JSON, "\"v1\"", Duration.ofMinutes(1)), first);
    HttpsClient.Answer second = client.get(server.uri("/a"), JSON, first.etag(), 100);
    assertEquals(304, second.status());
    assertEquals("", second.body());
    assertEquals(JSON, server.requests().getLast().header("Accept"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=0                 | PT0S",
        "public, max-age=300       | PT5M",
        "MAX-AGE=5                 | PT5S",
        "max-age=-1                |",
        "max-age=9999999999        |",
        "max-age=x                 |",
        "s-maxage=7                |",
        "no-store                  |"
      })
  void maxAgeIsReadWhereItIsOne(String header, Duration expected) throws IOException {
    server.on("/a", Answer.json("{}").with("Cache-Control", header));
    assertEquals(expected, get("/a").maxAge());
  }

  @Test
  void mediaTypeHasNoCaseAndNoParameters() throws IOException {
    server.on("/a", Answer.text(200, "Application/JSON; charset=utf-8", "{}"));
    server.on("/b", new Answer(200, Map.of(), "x"));
    assertEquals(JSON, get("/a").mediaType());
    assertEquals("", get("/b").mediaType());
    assertNull(get("/b").etag());
  }

  @Test
  void postSendsItsBodyAndTheClientItsCertificate() throws IOException {
    server.on("/a", Answer.json("{}"));
    try (HttpsClient known = new HttpsClient(TlsServer.showing("pdp"), TIMEOUT)) {
      known.post(
          server.uri("/a"),
          Map.of("Content-Type", "text/plain"),
          "hello".getBytes(StandardCharsets.UTF_8),
          100);
    }
    TlsServer.Request request = server.requests().getFirst();
    assertEquals("POST", request.method());
    assertEquals("hello", request.body());
    assertEquals("CN=pdp", request.client());
  }
}
