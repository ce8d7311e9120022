package io.countersign.envoy;

import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Serves {@link ExtAuthzService} over gRPC, one server an event loop behind one port. */
public final class ExtAuthzGrpcServer implements AutoCloseable {
  /** {@code envoy.service.auth.v3.Authorization.Check}. */
  private static final ServiceMethod<CheckRequest, CheckResponse> CHECK =
      ServiceMethod.server(
          ServiceName.create("envoy.service.auth.v3.Authorization"),
          "Check",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(CheckRequest.parser()));

  /** Larger questions end the call; Envoy buffers no more than 1 MiB of a body by default. */
  private static final long MAX_MESSAGE_BYTES = 4L << 20;

  private final List<HttpServer> servers;
  private final int port;

  private ExtAuthzGrpcServer(List<HttpServer> servers, int port) {
    this.servers = List.copyOf(servers);
    this.port = port;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 lets the system choose one
   * @param workers decide the requests; {@code Runnable::run} decides on the event loop, for
   *     deciders that never wait
   * @throws IOException when the address cannot be listened on
   */
  public static ExtAuthzGrpcServer start(
      Vertx vertx,
      String host,
      int port,
      ExtAuthzService service,
      Executor workers,
      InstantSource clock)
      throws IOException {
    List<HttpServer> servers = new ArrayList<>();
    int bound = port;
    try {
      for (int loop = 0; loop < Runtime.getRuntime().availableProcessors(); loop++) {
        HttpServer server = server(vertx, service, workers, clock);
        // The first server chooses the port; those that follow share it, each on its own event
        // loop.
        await(server.listen(bound, host));
        servers.add(server);
        bound = server.actualPort();
      }
    } catch (IOException failure) {
      servers.forEach(HttpServer::close);
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + failure.getMessage(), failure);
    }
    return new ExtAuthzGrpcServer(servers, bound);
  }

  private static HttpServer server(
      Vertx vertx, ExtAuthzService service, Executor workers, InstantSource clock) {
    GrpcServer grpc =
        GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE_BYTES));
    grpc.callHandler(CHECK, call -> handle(call, service, workers, clock));
    return vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
        .requestHandler(grpc);
  }

  private static void handle(
      GrpcServerRequest<CheckRequest, CheckResponse> call,
      ExtAuthzService service,
      Executor workers,
      InstantSource clock) {
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "on an event loop");
    Instant deadline = GrpcTimeout.deadline(call.headers().get("grpc-timeout"), clock.instant());
    call.handler(question ->
        workers.execute(() -> {
          CheckResponse answer = service.check(question, deadline);
          loop.runOnContext(back -> call.response().end(answer));
        }));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    for (HttpServer server : servers) {
      await(server.close());
    }
  }

  private static void await(Future<?> done) throws IOException {
    try {
      done.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException(cause.getMessage(), cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
