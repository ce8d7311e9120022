package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTileReaderTest {
  private HttpServer server;
  private HttpTileReader reader;

  @BeforeEach
  void serveTheGoldenLog() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/log/", HttpTileReaderTest::serve);
    server.createContext("/moved/", exchange -> exchange.sendResponseHeaders(302, -1));
    server.createContext(
        "/slow/",
        exchange -> {
          exchange.sendResponseHeaders(200, 10); // And then no body.
          exchange.getResponseBody().flush();
        });
    server.start();
    reader = at("/log");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpTileReader at(String path) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new HttpTileReader(base, Duration.ofSeconds(2));
  }

  private static void serve(HttpExchange exchange) throws IOException {
    Path file =
        GoldenLogTest.GOLDEN.resolve(
            exchange.getRequestURI().getPath().substring("/log/".length()));
    if (Files.isRegularFile(file)) {
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
    exchange.close();
  }

  @Test
  void logVerifiesOverHttp() throws Exception {
    VerifierKey key = VerifierKey.parse(Files.readString(GoldenLogTest.GOLDEN.resolve("vkey")));
    Verification found = new LogVerifier(reader, key).verify();
    assertEquals(GoldenLogTest.SIZE, assertInstanceOf(Verification.Verified.class, found).size());
  }

  @Test
  void missingFileIsMissing() {
    assertThrows(NoSuchFileException.class, () -> reader.read("tile/0/999", 8192));
  }

  @Test
  void fileThatIsTooLongIsNotRead() throws Exception {
    assertEquals(8192, reader.read("tile/0/000", 8192).length);
    assertThrows(IOException.class, () -> reader.read("tile/0/000", 8191));
    assertThrows(IOException.class, () -> reader.read("tile/0/000", 32));
  }

  @Test
  void redirectIsNotFollowed() {
    assertThrows(IOException.class, () -> at("/moved").read("checkpoint", 1000));
  }

  @Test
  void answerThatNeverEndsIsGivenUp() {
    assertThrows(IOException.class, () -> at("/slow").read("checkpoint", 1000));
  }

  @Test
  void otherSchemeIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new HttpTileReader(URI.create("ftp://log.example/"), Duration.ofSeconds(1)));
    assertInstanceOf(DirectoryTileReader.class, TileReader.of("data/log"));
    assertInstanceOf(HttpTileReader.class, TileReader.of("https://log.example/log"));
  }
}
