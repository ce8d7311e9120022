package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Decision;
import io.countersign.decision.Destination;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Envoy's HTTP authorization service: the original request line and headers under a path prefix.
 * 200 allows. A denial is never 5xx, which a gateway may take for an error and fail open: what
 * would be 503 over gRPC is 403 here, and the record has the reason.
 */
public final class EnvoyHttpAuthz implements Handler<HttpServerRequest> {
  /** Under which path the original request stands. */
  public static final String PREFIX = "/authz/envoy";

  /** Envoy removes the fields that this header of the answer names. */
  private static final String HEADERS_TO_REMOVE = "x-envoy-auth-headers-to-remove";

  /** Names the service, as the context extension {@code service} does over gRPC. */
  private static final String SERVICE_HEADER = CredentialHeaders.OWN_PREFIX + "service";

  private static final int MAX_BODY_BYTES = 2 << 20;

  private final SafeDecider decider;
  private final Executor workers;
  private final GatewayRules gateways;
  private final CredentialHeaders credentials;

  /**
   * @param workers decide the requests; {@code Runnable::run} decides on the event loop, for
   *     deciders that never wait
   * @param gateways who may ask, and in which header they name the client's certificate
   * @param credentials which fields are for us alone, so that no upstream sees them
   */
  public EnvoyHttpAuthz(
      Decider decider, Executor workers, GatewayRules gateways, CredentialHeaders credentials) {
    if (gateways.source() == CertificateSource.ATTRIBUTES) {
      throw new IllegalArgumentException("HTTP has no attributes: name a header");
    }
    this.decider = new SafeDecider(decider);
    this.workers = workers;
    this.gateways = gateways;
    this.credentials = credentials;
  }

  /**
   * Whether the request is one of ours, by its target as it was sent. A router that normalises
   * paths must not be asked: it takes {@code /authz/envoy/../../q/health} for another page of this
   * server, whose 200 the gateway would read as an allow.
   */
  public static boolean takes(HttpServerRequest request) {
    return request.uri().startsWith(PREFIX);
  }

  @Override
  public void handle(HttpServerRequest request) {
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "on an event loop");
    GatewayAuthentication.Verdict gateway =
        GatewayAuthentication.of(
            gateways, request.connection().remoteAddress(), request.connection().sslSession());
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() <= MAX_BODY_BYTES) {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      Runnable work =
          () -> {
            AccessRequest access = access(request, body, gateway);
            Decision decision = decider.decide(access);
            loop.runOnContext(back -> answer(decision, access.headers(), request.response()));
          };
      try {
        workers.execute(work);
      } catch (RejectedExecutionException stopping) {
        answer(SafeDecider.broken(stopping), Headers.EMPTY, request.response());
      }
    });
  }

  /** What cannot be mapped is refused like what is malformed, with a record. */
  private AccessRequest access(
      HttpServerRequest request, Buffer body, GatewayAuthentication.Verdict gateway) {
    try {
      return map(request, body, gateway);
    } catch (RuntimeException unreadable) {
      AccessRequest.Builder access = AccessRequest.builder();
      gateway.judge(false, access);
      return access.defect(Reason.MALFORMED_REQUEST).build();
    }
  }

  private boolean bringsCertificate(HttpServerRequest request) {
    return request.headers().names().stream()
        .anyMatch(name -> ClientCertificateHeaders.isOf(gateways.source(), name));
  }

  private AccessRequest map(
      HttpServerRequest request, Buffer body, GatewayAuthentication.Verdict gateway) {
    AccessRequest.Builder access = AccessRequest.builder();
    gateway.judge(bringsCertificate(request), access);
    List<Header> fields = new ArrayList<>();
    request.headers().forEach((name, value) -> fields.add(new Header(name, value)));
    Headers headers = RequestLimits.headers(fields, access);
    RequestLimits.target(target(request.uri(), access), access);
    access
        .id(first(headers, "x-request-id"))
        .method(request.method().name())
        .authority(authority(request))
        .headers(headers)
        .destination(new Destination(service(headers, access), "", "", 0))
        .peer(
            new Peer("", 0, "", ClientCertificateHeaders.chain(gateways.source(), headers, access)))
        .body(
            body.length() == 0
                ? RequestBody.NONE
                : new RequestBody(
                    ByteBuffer.wrap(body.getBytes()),
                    headers.values("x-envoy-auth-partial-body").contains("true")));
    if (body.length() > MAX_BODY_BYTES) {
      access.defect(Reason.MALFORMED_REQUEST);
    }
    return access.build();
  }

  /** The original target; the rules refuse an empty one. */
  private static String target(String uri, AccessRequest.Builder access) {
    if (!uri.startsWith(PREFIX)) {
      access.defect(Reason.MALFORMED_REQUEST);
      return "";
    }
    return uri.substring(PREFIX.length());
  }

  /** HTTP/2 has it in a pseudo-header of its own (RFC 9113 §8.3.1). */
  private static String authority(HttpServerRequest request) {
    String host = request.getHeader("host");
    if (host == null && request.authority() != null) {
      return request.authority().toString();
    }
    return host == null ? "" : host;
  }

  private static String first(Headers headers, String name) {
    List<String> values = headers.values(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static String service(Headers headers, AccessRequest.Builder access) {
    if (headers.values(SERVICE_HEADER).size() > 1) {
      access.defect(Reason.MALFORMED_REQUEST);
    }
    return first(headers, SERVICE_HEADER);
  }

  /** An answer that cannot be written, such as one with a line end in a field, is a denial. */
  private void answer(Decision decision, Headers incoming, HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return; // the gateway went away
    }
    try {
      write(decision, incoming, response);
    } catch (IllegalArgumentException quotesTheValue) {
      response.headers().clear();
      // Not the exception itself, which quotes the value.
      deny(SafeDecider.broken(new IllegalStateException("a field cannot be written")), response);
    }
  }

  private void write(Decision decision, Headers incoming, HttpServerResponse response) {
    switch (decision) {
      case Decision.Allow allow -> {
        allow.effects().requestHeaders().forEach(h -> response.putHeader(h.name(), h.value()));
        Answer.responseHeaders(allow).forEach(h -> response.headers().add(h.name(), h.value()));
        Header id = Answer.decisionHeader(allow);
        response.putHeader(id.name(), id.value());
        Set<String> remove = Answer.headersToRemove(allow, incoming, credentials);
        if (!remove.isEmpty()) {
          response.putHeader(HEADERS_TO_REMOVE, String.join(",", remove));
        }
        response.setStatusCode(200).end();
      }
      case Decision.Deny deny -> deny(deny, response);
    }
  }

  private static void deny(Decision.Deny decision, HttpServerResponse response) {
    Answer.deniedHeaders(decision).forEach(h -> response.headers().add(h.name(), h.value()));
    int status = decision.status() >= 500 ? 403 : decision.status();
    response.setStatusCode(status).end(Answer.deniedBody(decision));
  }
}
