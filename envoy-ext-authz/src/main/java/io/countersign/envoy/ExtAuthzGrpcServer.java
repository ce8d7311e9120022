package io.countersign.envoy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Serves {@link ExtAuthzService} over gRPC, one server an event loop behind one port. */
public final class ExtAuthzGrpcServer implements AutoCloseable {
  /** {@code envoy.service.auth.v3.Authorization.Check}. */
  private static final ServiceMethod<Optional<CheckRequest>, CheckResponse> CHECK =
      ServiceMethod.server(
          ServiceName.create("envoy.service.auth.v3.Authorization"),
          "Check",
          GrpcMessageEncoder.encoder(),
          ExtAuthzGrpcServer::question);

  /** Larger questions end the call; Envoy buffers no more than 1 MiB of a body by default. */
  private static final long MAX_MESSAGE_BYTES = 4L << 20;

  private static final AtomicInteger SYSTEM_CHOSEN = new AtomicInteger(-1);

  private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

  private final Vertx vertx;
  private final String deployment;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final int port;
  private final @Nullable Long renewal;

  private ExtAuthzGrpcServer(Vertx vertx, String deployment, int port, @Nullable Long renewal) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
    this.renewal = renewal;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 lets the system choose one
   * @param workers decide the requests; {@code Runnable::run} decides on the event loop, for
   *     deciders that never wait
   * @param tls what mutual TLS needs; null for plain text
   * @throws IOException when the address cannot be listened on, or the files cannot be used
   */
  public static ExtAuthzGrpcServer start(
      Vertx vertx,
      String host,
      int port,
      ExtAuthzService service,
      Executor workers,
      InstantSource clock,
      @Nullable TlsFiles tls)
      throws IOException {
    TlsFiles.Contents contents = tls == null ? null : tls.read();
    // Vert.x lets servers share a port by the number they asked for: one that the system chooses
    // has a negative number of its own.
    int asked = port == 0 ? SYSTEM_CHOSEN.getAndDecrement() : port;
    Queue<Listener> listeners = new ConcurrentLinkedQueue<>();
    try {
      String deployment =
          await(
              vertx.deployVerticle(
                  () -> {
                    HttpServer server = server(vertx, service, workers, clock, contents);
                    Listener listener = new Listener(server, host, asked);
                    listeners.add(listener);
                    return listener;
                  },
                  new DeploymentOptions().setInstances(EVENT_LOOPS)));
      HttpServer first = listeners.element().server;
      Long renewal =
          tls == null || contents == null ? null : TlsRenewal.start(vertx, tls, contents, first);
      return new ExtAuthzGrpcServer(vertx, deployment, first.actualPort(), renewal);
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + failure.getMessage(), failure);
    }
  }

  /** Binds a server to the event loop that its verticle is given; undeploying closes it. */
  private static final class Listener extends AbstractVerticle {
    private final HttpServer server;
    private final String host;
    private final int port;

    Listener(HttpServer server, String host, int port) {
      this.server = server;
      this.host = host;
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      server.listen(port, host).<Void>mapEmpty().onComplete(started);
    }
  }

  private static HttpServer server(
      Vertx vertx,
      ExtAuthzService service,
      Executor workers,
      InstantSource clock,
      TlsFiles.@Nullable Contents tls) {
    GrpcServer grpc =
        GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE_BYTES));
    grpc.callHandler(CHECK, call -> handle(call, service, workers, clock));
    HttpServerOptions options =
        tls == null ? new HttpServerOptions().setHttp2ClearTextEnabled(true) : tls.server();
    return vertx.createHttpServer(options).requestHandler(grpc);
  }

  private static void handle(
      GrpcServerRequest<Optional<CheckRequest>, CheckResponse> call,
      ExtAuthzService service,
      Executor workers,
      InstantSource clock) {
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "on an event loop");
    Instant deadline = GrpcTimeout.deadline(call.headers().get("grpc-timeout"), clock.instant());
    GatewayAuthentication.Verdict gateway =
        GatewayAuthentication.of(
            service.gateways(), call.connection().remoteAddress(), call.connection().sslSession());
    call.handler(question -> {
      call.handler(null); // Check takes one question; more of them get no answer
      Runnable work =
          () -> {
            CheckResponse answer =
                question
                    .map(known -> service.check(known, deadline, gateway))
                    .orElseGet(() -> service.refuse(deadline, gateway));
            loop.runOnContext(back -> call.response().end(answer));
          };
      try {
        workers.execute(work);
      } catch (RejectedExecutionException stopping) {
        call.response().end(ExtAuthzService.broken(stopping));
      }
    });
  }

  /** Empty when the message cannot be read: Envoy sends such when a client's path is not UTF-8. */
  private static Optional<CheckRequest> question(GrpcMessage message) {
    if (!message.encoding().equals("identity")) {
      return Optional.empty(); // nothing that could grow past the limit
    }
    try {
      return Optional.of(CheckRequest.parseFrom(message.payload().getBytes()));
    } catch (InvalidProtocolBufferException malformed) {
      return Optional.empty();
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Stops listening; closing again does nothing. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      if (renewal != null) {
        vertx.cancelTimer(renewal);
      }
      await(vertx.undeploy(deployment));
    }
  }

  private static <T> T await(Future<T> done) throws IOException {
    try {
      return done.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException(cause.getMessage(), cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
