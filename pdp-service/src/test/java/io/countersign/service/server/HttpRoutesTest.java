package io.countersign.service.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.service.command.CommandLineSetup;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.demo.DemoWorld;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Envoy's HTTP service on a port that has other pages too. */
class HttpRoutesTest {
  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final Router router = Router.router(vertx);
  private final HttpServer http = vertx.createHttpServer().requestHandler(router);
  private PdpServer server;

  @BeforeEach
  void start() throws Exception {
    Settings settings =
        SettingsReader.read(new DemoWorld(Instant.now()).writeTo(directory), Map.of());
    server = PdpServer.start(settings, vertx, InstantSource.system());
    router.route("/q/health").handler(exchange -> exchange.response().end("UP"));
    HttpRoutes.install(router, server.envoyHttp(), LogParts.route(settings.log(), vertx));
    await(http.listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    await(vertx.close());
  }

  private static void await(Future<?> done) throws Exception {
    done.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aRequestWithoutCredentialsIsRefusedWithAChallengeAndItsDecision() {
    given()
        .port(http.actualPort())
        .header("host", DemoWorld.HOST)
        .get("/authz/envoy/api/v1/orders/42")
        .then()
        .statusCode(401)
        .header("www-authenticate", startsWith("DPoP algs="))
        .header("cache-control", equalTo("no-store"))
        .contentType("application/problem+json")
        .body("status", equalTo(401));
  }

  /** HTTP/2 has no Host field; without an authority the request would be malformed (400). */
  @Test
  void anHttp2RequestHasItsAuthorityToo() throws Exception {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    RequestOptions request =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(http.actualPort(), "127.0.0.1"))
            .setHost(DemoWorld.HOST)
            .setPort(443)
            .setURI("/authz/envoy/api/v1/orders/42");

    HttpClientResponse answer =
        client
            .request(request)
            .compose(HttpClientRequest::send)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);

    assertEquals(HttpVersion.HTTP_2, answer.version());
    assertEquals(401, answer.statusCode());
  }

  @Test
  void otherPagesAreServedAsBefore() {
    given().port(http.actualPort()).get("/q/health").then().statusCode(200);
  }

  /** While it is being written, with nothing but its address and its key. */
  @Test
  void theServersLogVerifiesAndProvesOverHttp() throws Exception {
    String id =
        given()
            .port(http.actualPort())
            .header("host", DemoWorld.HOST)
            .get("/authz/envoy/api/v1/orders/42")
            .header("x-countersign-decision");
    String log = "http://127.0.0.1:" + http.actualPort() + "/log/";
    String key = server.logKey().toString();
    for (int i = 0; i < 100 && run("show", id, "--log", log, "--key", key).status() != 0; i++) {
      Thread.sleep(20); // until a checkpoint covers it
    }
    assertTrue(run("show", id, "--log", log, "--key", key).out().contains("NO_CREDENTIAL"));
    Ran verified = run("verify", "--log", log, "--key", key);
    assertEquals(0, verified.status(), verified.out());
    Path proof = directory.resolve("a.tlog-proof");
    assertEquals(
        0, run("prove", id, "--log", log, "--key", key, "--out", proof.toString()).status());
    assertEquals(0, run("verify-proof", proof.toString(), "--key", key).status());
  }

  private record Ran(int status, String out) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    String[] all = Stream.concat(Stream.of("log"), Stream.of(arguments)).toArray(String[]::new);
    return new Ran(commands.execute(all), out.toString());
  }

  /** A 200 here would let the request pass without a decision. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/authz/envoy/../../q/health",
        "/authz/envoy/%2e%2e/%2e%2e/q/health",
        "/authz/envoy/x/../../../q/health",
        "/authz/envoy/..;/../q/health",
        "/authz/envoy",
        "/authz/envoyq/health"
      })
  void aClientsPathReachesNoOtherPage(String target) throws Exception {
    String statusLine = raw("GET " + target + " HTTP/1.1\r\nHost: " + DemoWorld.HOST + "\r\n\r\n");

    assertTrue(statusLine.startsWith("HTTP/1.1 40"), statusLine);
  }

  @Test
  void aPathOutsideThePrefixIsNotTakenForOneInside() throws Exception {
    assertEquals("HTTP/1.1 404 Not Found", raw("GET /authz HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  /** Sends bytes as they are: clients' libraries resolve dots themselves. */
  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.actualPort());
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return String.valueOf(answer.readLine());
    }
  }
}
