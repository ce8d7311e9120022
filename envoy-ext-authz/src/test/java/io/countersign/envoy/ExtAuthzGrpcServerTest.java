package io.countersign.envoy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Reason;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtAuthzGrpcServerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String HOST = "127.0.0.1";

  private final ScriptedDecider decider = new ScriptedDecider();
  private Vertx vertx;
  private ExecutorService workers;
  private GrpcClient client;
  private ExtAuthzGrpcServer server;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    workers = Executors.newVirtualThreadPerTaskExecutor();
    client = GrpcClient.client(vertx, new GrpcClientOptions());
    server = serve(workers, 0);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    workers.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private ExtAuthzGrpcServer serve(Executor executor, int port) throws IOException {
    return ExtAuthzGrpcServer.start(
        vertx,
        HOST,
        port,
        new ExtAuthzService(decider, TestRules.GRPC, CredentialHeaders.KNOWN),
        executor,
        InstantSource.fixed(NOW),
        null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runtime", "stack", "assertion", "linkage"})
  void brokenDeciderIsADenial(String how) throws Exception {
    CheckResponse answer = check(question("x-test-break", how));
    assertEquals(Code.UNAVAILABLE_VALUE, answer.getStatus().getCode());
    assertEquals(503, answer.getDeniedResponse().getStatus().getCodeValue());
    assertFalse(answer.toString().contains(ScriptedDecider.SECRET), "no internals");
  }

  @Test
  void malformedQuestionIsDeniedAndReachesTheDecider() throws Exception {
    CheckResponse answer = CheckResponse.parseFrom(ask(Buffer.buffer("\u0007no protobuf")));
    assertEquals(400, answer.getDeniedResponse().getStatus().getCodeValue());
    assertEquals(Reason.MALFORMED_REQUEST, decider.last().defect());
  }

  @Test
  void emptyQuestionIsDenied() throws Exception {
    CheckResponse answer = check(CheckRequest.getDefaultInstance());
    assertTrue(answer.hasDeniedResponse());
    assertNotEquals(Code.OK_VALUE, answer.getStatus().getCode());
  }

  @Test
  void answerThatCannotBeWrittenIsADenial() throws Exception {
    CheckResponse answer = check(question("x-test-effects", "endless"));
    assertEquals(503, answer.getDeniedResponse().getStatus().getCodeValue());
  }

  @Test
  void questionTooLargeIsNotAnswered() {
    Buffer large = Buffer.buffer(new byte[(4 << 20) + 1]);
    assertThrows(Exception.class, () -> ask(large));
    assertEquals(0, decider.count());
  }

  @Test
  void unknownMethodIsNotAnswered() {
    assertThrows(
        ExecutionException.class,
        () ->
            get(
                call("envoy.service.auth.v3.Authorization", "Chek", Buffer.buffer(), "")
                    .compose(GrpcClientResponse::last)));
    assertEquals(0, decider.count());
  }

  @Test
  void stoppedWorkersAllowNothing() throws Exception {
    workers.shutdown();
    CheckResponse answer = check(question("x-test-allow", "yes"));
    assertEquals(503, answer.getDeniedResponse().getStatus().getCodeValue());
  }

  @Test
  void portInUseIsOneClearLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IOException failure =
          assertThrows(IOException.class, () -> serve(workers, taken.getLocalPort()));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.startsWith("cannot listen on 127.0.0.1:" + taken.getLocalPort()), message);
      assertEquals(1, message.lines().count());
    }
  }

  @Test
  void allowedRequestIsOk() throws Exception {
    CheckResponse answer = check(question("x-test-allow", "yes"));
    assertEquals(Code.OK_VALUE, answer.getStatus().getCode());
    assertTrue(answer.hasStatus() && answer.hasOkResponse());
  }

  @Test
  void deadlineReachesTheDecider() throws Exception {
    send(
        "envoy.service.auth.v3.Authorization",
        "Check",
        Buffer.buffer(question("x-test-allow", "yes").toByteArray()),
        "1500m");
    assertEquals(NOW.plusMillis(1_500), decider.last().deadline());
  }

  @Test
  void manyQuestionsAtOnceGetTheirOwnAnswers() throws Exception {
    List<Future<Buffer>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(
          answer(Buffer.buffer(question("x-test-allow", i % 2 == 0 ? "yes" : "no").toByteArray())));
    }
    for (int i = 0; i < 200; i++) {
      CheckResponse answer = CheckResponse.parseFrom(get(answers.get(i)).getBytes());
      assertEquals(i % 2 == 0, answer.hasOkResponse(), "question " + i);
    }
    assertEquals(200, decider.count());
  }

  @Test
  void eventLoopMayDecideItself() throws Exception {
    server.close();
    server = serve(Runnable::run, 0);
    assertTrue(check(question("x-test-allow", "yes")).hasOkResponse());
  }

  @Test
  void portIsFreeSoonAfterClose() throws Exception {
    int port = server.port();
    server.close();
    server = serveWhenFree(port);
    assertEquals(port, server.port());
    assertTrue(check(question("x-test-allow", "yes")).hasOkResponse());
  }

  /** Java gives a closed port back to the system with the event loop's next turn only. */
  private ExtAuthzGrpcServer serveWhenFree(int port) throws Exception {
    for (int attempt = 1; attempt < 40; attempt++) {
      try {
        return serve(workers, port);
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    return serve(workers, port);
  }

  private static CheckRequest question(String header, String value) {
    CheckRequest.Builder question = CheckRequest.newBuilder();
    question
        .getAttributesBuilder()
        .getRequestBuilder()
        .getHttpBuilder()
        .setMethod("GET")
        .setHost("a")
        .setPath("/")
        .putHeaders(header, value);
    return question.build();
  }

  private CheckResponse check(CheckRequest question) throws Exception {
    return CheckResponse.parseFrom(ask(Buffer.buffer(question.toByteArray())));
  }

  private byte[] ask(Buffer question) throws Exception {
    return get(answer(question)).getBytes();
  }

  private Future<Buffer> answer(Buffer question) {
    return call("envoy.service.auth.v3.Authorization", "Check", question, "")
        .compose(GrpcClientResponse::last);
  }

  private GrpcClientResponse<Buffer, Buffer> send(
      String service, String method, Buffer question, String timeout) throws Exception {
    return get(
        call(service, method, question, timeout)
            .compose(response -> response.end().otherwiseEmpty().map(response)));
  }

  private Future<GrpcClientResponse<Buffer, Buffer>> call(
      String service, String method, Buffer question, String timeout) {
    return client
        .request(SocketAddress.inetSocketAddress(server.port(), HOST))
        .compose((GrpcClientRequest<Buffer, Buffer> request) -> {
          request.serviceName(ServiceName.create(service)).methodName(method);
          if (!timeout.isEmpty()) {
            request.headers().set("grpc-timeout", timeout);
          }
          request.endMessage(GrpcMessage.message("identity", question));
          return request.response();
        });
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
