package io.countersign.service.demo;

import com.google.rpc.Code;
import io.countersign.service.config.HostPort;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks as an Envoy would: over gRPC, in Envoy's own messages. */
final class GrpcGateway implements Gateway {
  private static final long TIMEOUT_SECONDS = 10;

  private static final ServiceMethod<CheckResponse, CheckRequest> CHECK =
      ServiceMethod.client(
          ServiceName.create("envoy.service.auth.v3.Authorization"),
          "Check",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(CheckResponse.parser()));

  private final GrpcClient client;
  private final io.vertx.core.net.SocketAddress server;

  GrpcGateway(Vertx vertx, HostPort server) {
    this.client = GrpcClient.client(vertx);
    this.server = io.vertx.core.net.SocketAddress.inetSocketAddress(server.port(), server.host());
  }

  @Override
  public Answer send(DemoRequest request) {
    CheckResponse response = Waiting.on(check(toCheckRequest(request)), TIMEOUT_SECONDS);
    if (response.getStatus().getCode() == Code.OK_VALUE) {
      return new Answer(true, 200, decisionId(response.getOkResponse().getHeadersList()));
    }
    return new Answer(
        false,
        response.getDeniedResponse().getStatus().getCodeValue(),
        decisionId(response.getDeniedResponse().getHeadersList()));
  }

  private Future<CheckResponse> check(CheckRequest request) {
    return client
        .request(server, CHECK)
        .compose(call -> call.send(request).compose(GrpcClientResponse::last));
  }

  private static @Nullable String decisionId(List<HeaderValueOption> headers) {
    return headers.stream()
        .map(HeaderValueOption::getHeader)
        .filter(header -> header.getKey().equals("x-countersign-decision"))
        .map(HeaderValue::getValue)
        .findFirst()
        .orElse(null);
  }

  private static CheckRequest toCheckRequest(DemoRequest request) {
    AttributeContext.HttpRequest.Builder http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod(request.method())
            .setScheme("https")
            .setHost(DemoWorld.HOST)
            .setPath(request.path())
            .setProtocol("HTTP/1.1")
            .setBody(request.body())
            .putAllHeaders(request.headers());
    String certificate = request.client().identity().certificatePem();
    AttributeContext.Peer.Builder source =
        AttributeContext.Peer.newBuilder()
            .setAddress(loopback())
            .setPrincipal(request.client().spiffeId())
            .setCertificate(
                URLEncoder.encode(certificate, StandardCharsets.UTF_8).replace("+", "%20"));
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setSource(source)
                .setRequest(AttributeContext.Request.newBuilder().setHttp(http))
                .putContextExtensions("service", "orders"))
        .build();
  }

  private static Address loopback() {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(40_000))
        .build();
  }

  @Override
  public void close() {
    Waiting.on(client.close(), TIMEOUT_SECONDS);
  }
}
