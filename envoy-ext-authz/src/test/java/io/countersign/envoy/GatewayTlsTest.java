package io.countersign.envoy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Reason;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.ServiceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that authenticate with a certificate of their own. */
class GatewayTlsTest {
  private static final String HOST = "127.0.0.1";
  private static final String GATEWAY = "spiffe://prod.example/gateway";

  @TempDir Path directory;

  private final ScriptedDecider decider = new ScriptedDecider();
  private Vertx vertx;
  private TestAuthority authority;
  private ExtAuthzGrpcServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    authority = new TestAuthority(directory.resolve("a"));
    authority.issue("pdp", GeneralName.iPAddress, HOST);
    authority.issue("gateway", GeneralName.uniformResourceIdentifier, GATEWAY);
    authority.issue("other", GeneralName.uniformResourceIdentifier, GATEWAY + "/b");
    authority.issue("nameless", GeneralName.dNSName, "gateway");
    GatewayRules rules = new GatewayRules(CertificateSource.ATTRIBUTES, Set.of(GATEWAY), true);
    server =
        ExtAuthzGrpcServer.start(
            vertx,
            HOST,
            0,
            new ExtAuthzService(decider, rules, CredentialHeaders.KNOWN),
            Runnable::run,
            InstantSource.system(),
            new TlsFiles(file("pdp.pem"), file("pdp-key.pem"), file("ca.pem")));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    get(vertx.close());
  }

  @Test
  void otherIdentityOfTheSameAuthorityIsRefusedOnTheRecord() throws Exception {
    for (String other : List.of("other", "nameless")) {
      CheckResponse answer = ask(tls(authority, authority, other));
      assertEquals(403, answer.getDeniedResponse().getStatus().getCodeValue());
      assertEquals(Reason.GATEWAY_UNAUTHENTICATED, decider.last().defect());
    }
  }

  @Test
  void whoCannotShowACertificateOfTheAuthorityCannotAsk() throws Exception {
    TestAuthority stranger = new TestAuthority(directory.resolve("b"));
    stranger.issue("gateway", GeneralName.uniformResourceIdentifier, GATEWAY);
    HttpClientOptions plain = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2);
    assertThrows(ExecutionException.class, () -> ask(tls(authority, authority, "")));
    assertThrows(ExecutionException.class, () -> ask(tls(authority, stranger, "gateway")));
    assertThrows(
        ExecutionException.class, () -> ask(plain.setHttp2ClearTextUpgrade(false)), "plain text");
    assertEquals(0, decider.count());
  }

  @Test
  void namedGatewayMayAskAndVouch() throws Exception {
    CheckResponse answer = ask(tls(authority, authority, "gateway"));
    assertTrue(answer.hasOkResponse());
    assertNull(decider.last().defect());
    assertEquals("mine", decider.last().peer().certificateChain());
  }

  @Test
  void certificateIsRenewedWithoutARestartAndABrokenOneIsNot() throws Exception {
    assertTrue(ask(tls(authority, authority, "gateway")).hasOkResponse());
    Files.writeString(file("pdp.pem"), "no certificate");
    Thread.sleep(5_000);
    assertTrue(ask(tls(authority, authority, "gateway")).hasOkResponse());

    TestAuthority next = new TestAuthority(directory.resolve("c"));
    next.issue("pdp", GeneralName.iPAddress, HOST);
    for (String name : List.of("pdp.pem", "pdp-key.pem")) {
      Files.copy(Path.of(next.file(name)), file(name), StandardCopyOption.REPLACE_EXISTING);
    }
    assertTrue(eventually(tls(next, authority, "gateway")).hasOkResponse());
    for (int loop = 0; loop < 4; loop++) {
      assertTrue(ask(tls(next, authority, "gateway")).hasOkResponse());
      assertThrows(ExecutionException.class, () -> ask(tls(authority, authority, "gateway")));
    }
  }

  private CheckResponse eventually(HttpClientOptions options) throws Exception {
    for (int attempt = 1; attempt < 40; attempt++) {
      try {
        return ask(options);
      } catch (ExecutionException notYet) {
        Thread.sleep(250);
      }
    }
    return ask(options);
  }

  /**
   * @param identity the certificate that the client shows; empty for none
   */
  private static HttpClientOptions tls(
      TestAuthority trusted, TestAuthority issuer, String identity) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setSsl(true)
            .setUseAlpn(true)
            .setTrustOptions(new PemTrustOptions().addCertPath(trusted.file("ca.pem")));
    return identity.isEmpty()
        ? options
        : options.setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(issuer.file(identity + ".pem"))
                .addKeyPath(issuer.file(identity + "-key.pem")));
  }

  /** One question over a connection of its own, with a client's certificate. */
  private CheckResponse ask(HttpClientOptions options) throws Exception {
    CheckRequest.Builder question = CheckRequest.newBuilder();
    question.getAttributesBuilder().getSourceBuilder().setCertificate("mine");
    question
        .getAttributesBuilder()
        .getRequestBuilder()
        .getHttpBuilder()
        .putHeaders("x-test-allow", "yes");
    GrpcClient client = GrpcClient.client(vertx, options);
    try {
      Future<Buffer> answer =
          client
              .request(SocketAddress.inetSocketAddress(server.port(), HOST))
              .compose((GrpcClientRequest<Buffer, Buffer> request) -> {
                request
                    .serviceName(ServiceName.create("envoy.service.auth.v3.Authorization"))
                    .methodName("Check");
                request.endMessage(
                    GrpcMessage.message("identity", Buffer.buffer(question.build().toByteArray())));
                return request.response();
              })
              .compose(GrpcClientResponse::last);
      return CheckResponse.parseFrom(get(answer).getBytes());
    } finally {
      get(client.close());
    }
  }

  private Path file(String name) {
    return Path.of(authority.file(name));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
