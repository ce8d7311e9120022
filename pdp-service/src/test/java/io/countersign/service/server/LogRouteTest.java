package io.countersign.service.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.AppendOutcome;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.service.command.CommandLineSetup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A log of 300 records behind the HTTP port's routes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogRouteTest {
  private static final int SIZE = 300;

  @TempDir static Path folder;
  private static final Vertx VERTX = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private Path log;
  private int port;

  @BeforeAll
  void start() throws Exception {
    log = folder.resolve("log");
    TileLogOptions options =
        TileLogOptions.of(log, "log.example/a", folder.resolve("key.pem"), Durability.ORDERED)
            .withSegments(1 << 20, 8);
    try (TileLog records = TileLog.open(options)) {
      for (int i = 0; i < SIZE; i++) {
        byte[] record =
            ("{\"id\":\"" + i + "\",\"pdp\":{\"origin\":\"log.example/a\"},\"type\":\"decision\"}")
                .getBytes(UTF_8);
        assertEquals(AppendOutcome.APPENDED, records.append(record));
      }
    }
    Files.createDirectories(log.resolve("bundles"));
    Files.writeString(log.resolve("bundles/secret.tar.gz"), "not for everybody");
    Files.write(log.resolve("tile/entries/002"), new byte[9]); // no checkpoint covers it
    port = serve(new LogRoute(VERTX, log, "checkpoint"));
  }

  private static int serve(LogRoute route) throws Exception {
    Router router = Router.router(VERTX);
    HttpRoutes.install(router, request -> request.response().end(), Optional.of(route));
    HttpServer http = VERTX.createHttpServer().requestHandler(router);
    await(http.listen(0, "127.0.0.1"));
    return http.actualPort();
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    await(VERTX.close());
  }

  private static void await(Future<?> done) throws Exception {
    done.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    return send(port, method, path, headers);
  }

  private HttpResponse<byte[]> send(int port, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/log/",
        "/log/lock",
        "/log/wal/00000000000000000000.wal",
        "/log/bundles/secret.tar.gz",
        "/log/../key.pem",
        "/log/tile/../lock",
        "/log/tile/..%2flock",
        "/log/%2e%2e/key.pem",
        "/log/tile/0/000/../../../bundles/secret.tar.gz",
        "/log/bundles%2fsecret.tar.gz",
        "/log//checkpoint",
        "/log/./checkpoint",
        "/log/checkpoint/",
        "/log/checkpoint%00",
        "/log/checkpoint.tmp",
        "/log/vkey/../lock",
        "/log/%63heckpoint",
        "/log/tile/0/",
        "/log/tile/0",
        "/log/tile/0/001.p",
        "/log/tile/0/001.p/45",
        "/log/tile/entries/001",
        "/log/tile/entries/002",
        "/log/tile/entries/003",
        "/log",
        "/logcheckpoint",
      })
  void nothingElseOfTheDirectoryIsServed(String target) throws Exception {
    String answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    assertFalse(answer.contains("everybody"), answer);
  }

  /** Sends bytes as they are: clients' libraries resolve dots themselves. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void whatIsNotThereIsNotCached() throws Exception {
    HttpResponse<byte[]> response = send("GET", "/log/tile/0/009");

    assertEquals(404, response.statusCode());
    assertEquals("no-store", header(response, "cache-control"));
    assertEquals("text/plain; charset=utf-8", header(response, "content-type"));
    assertEquals("not found\n", new String(response.body(), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void nothingCanBeWritten(String method) throws Exception {
    HttpResponse<byte[]> response = send(method, "/log/checkpoint");

    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", header(response, "allow"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkpoint | text/plain; charset=utf-8 | no-cache",
        "vkey | text/plain; charset=utf-8 | no-cache",
        "tile/0/000 | application/octet-stream | public, max-age=31536000, immutable",
        "tile/entries/000 | application/octet-stream | public, max-age=31536000, immutable",
        "tile/0/001.p/44 | application/octet-stream | public, max-age=60",
        "tile/1/000.p/1 | application/octet-stream | public, max-age=60",
        "tile/entries/001.p/44 | application/octet-stream | public, max-age=60",
      })
  void filesAreServedAsTheyAreWithTheirTypeAndCaching(String path, String type, String caching)
      throws Exception {
    byte[] file = Files.readAllBytes(log.resolve(path));
    HttpResponse<byte[]> response = send("GET", "/log/" + path);

    assertEquals(200, response.statusCode());
    assertArrayEquals(file, response.body());
    assertEquals(type, header(response, "content-type"));
    assertEquals(caching, header(response, "cache-control"));
    assertEquals("nosniff", header(response, "x-content-type-options"));
    assertEquals("", header(response, "content-encoding"));

    HttpResponse<byte[]> head = send("HEAD", "/log/" + path);
    assertEquals(200, head.statusCode());
    assertEquals(Integer.toString(file.length), header(head, "content-length"));
    assertEquals(header(response, "etag"), header(head, "etag"));

    for (String tag : List.of(header(response, "etag"), "\"x\", W/" + header(response, "etag"))) {
      HttpResponse<byte[]> unchanged = send("GET", "/log/" + path, "if-none-match", tag);
      assertEquals(304, unchanged.statusCode());
      assertEquals(0, unchanged.body().length);
    }
    assertEquals(200, send("GET", "/log/" + path, "if-none-match", "\"another\"").statusCode());
  }

  @Test
  void entryBundlesArePackedForThoseWhoAsk() throws Exception {
    byte[] file = Files.readAllBytes(log.resolve("tile/entries/000"));
    HttpResponse<byte[]> packed =
        send("GET", "/log/tile/entries/000", "accept-encoding", "identity, gzip");

    assertEquals("gzip", header(packed, "content-encoding"));
    assertEquals("accept-encoding", header(packed, "vary"));
    assertTrue(packed.body().length < file.length / 2);
    assertArrayEquals(
        file, new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
    HttpResponse<byte[]> plain = send("GET", "/log/tile/entries/000");
    assertFalse(header(plain, "etag").equals(header(packed, "etag")));
    HttpResponse<byte[]> tile = send("GET", "/log/tile/0/000", "accept-encoding", "gzip");
    assertEquals("", header(tile, "content-encoding"));
  }

  /** Clients that are slow, or many, do not fill the memory. */
  @Test
  void answersUnderWayAreBoundedAndGiveBackWhatTheyTook() throws Exception {
    long size = Files.size(log.resolve("tile/entries/000"));
    int full = serve(new LogRoute(VERTX, log, "checkpoint", size - 1));
    HttpResponse<byte[]> busy = send(full, "GET", "/log/tile/entries/000");
    assertEquals(503, busy.statusCode());
    assertEquals("1", header(busy, "retry-after"));
    assertEquals("no-store", header(busy, "cache-control"));
    assertEquals(200, send(full, "GET", "/log/checkpoint").statusCode());

    int enough = serve(new LogRoute(VERTX, log, "checkpoint", size));
    for (int i = 0; i < 20; i++) {
      String leaving = "GET /log/tile/entries/000 HTTP/1.1\r\nHost: x\r\n\r\n";
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), enough)) {
        socket.getOutputStream().write(leaving.getBytes(StandardCharsets.US_ASCII));
      }
    }
    for (String method : List.of("GET", "HEAD", "GET", "GET")) {
      int status = 503;
      for (int i = 0; i < 200 && status == 503; i++) {
        status = send(enough, method, "/log/tile/entries/000").statusCode();
        Thread.sleep(10); // What was taken is given back when the answer has left.
      }
      assertEquals(200, status);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP | true",
        "br, gzip;q=0.5 | true",
        "* | true",
        "*;q=0, gzip | true",
        "'' | false",
        "identity | false",
        "gzip;q=0 | false",
        "gzip; q=0.000 | false",
        "*, gzip;q=0 | false",
        "gzipped | false",
      })
  void gzipIsUnderstoodAsTheStandardSays(String value, boolean allowed) {
    assertEquals(allowed, AcceptEncoding.allowsGzip(List.of(value)));
  }

  @Test
  void checkpointOfAWitnessedLogIsTheWitnessedOneAlone() throws Exception {
    int witnessed = serve(new LogRoute(VERTX, log, "checkpoint.witnessed"));
    assertEquals(404, send(witnessed, "GET", "/log/checkpoint").statusCode());
    Files.writeString(log.resolve("checkpoint.witnessed"), "cosigned");
    try {
      HttpResponse<byte[]> served = send(witnessed, "GET", "/log/checkpoint");
      assertEquals("cosigned", new String(served.body(), UTF_8));
      assertEquals(404, send(witnessed, "GET", "/log/checkpoint.witnessed").statusCode());
    } finally {
      Files.delete(log.resolve("checkpoint.witnessed"));
    }
  }

  @Test
  void theServedLogVerifies() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    String key = Files.readString(log.resolve("vkey")).strip();
    int status =
        commands.execute(
            "log", "verify", "--log", "http://127.0.0.1:" + port + "/log/", "--key", key);

    assertEquals(0, status, out.toString());
    assertTrue(out.toString().startsWith("log verified: 300 records"), out.toString());
  }
}
