package io.countersign.service.server;

import io.countersign.log.witness.Witness;
import io.countersign.log.witness.WitnessAnswer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code add-checkpoint} of a witness over HTTP (c2sp.org/tlog-witness). */
final class WitnessRoute implements Handler<HttpServerRequest> {
  /** The submission prefix is {@code /witness}. */
  static final String PATH = "/witness/add-checkpoint";

  private static final System.Logger LOG = System.getLogger(WitnessRoute.class.getName());
  private static final int MOST_UNDER_WAY = 64;
  private static final long BODY_MILLIS = 10_000;

  private final Vertx vertx;
  private final Witness witness;
  private final InstantSource clock;
  private final AtomicInteger underWay = new AtomicInteger();

  WitnessRoute(Vertx vertx, Witness witness, InstantSource clock) {
    this.vertx = vertx;
    this.witness = witness;
    this.clock = clock;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!request.method().equals(HttpMethod.POST)) {
      response.putHeader("allow", "POST");
      refuse(response, 405, "method not allowed");
    } else if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      response.putHeader("retry-after", "1");
      refuse(response, 503, "busy");
    } else {
      new Exchange(request).begin();
    }
  }

  /** One request; all of its methods run on the request's event loop. */
  private final class Exchange {
    private final HttpServerRequest request;
    private final Buffer body = Buffer.buffer();
    private final long timer;
    private boolean done;

    Exchange(HttpServerRequest request) {
      this.request = request;
      this.timer = vertx.setTimer(BODY_MILLIS, late -> end(408, "too slow"));
    }

    void begin() {
      request.handler(this::take);
      request.endHandler(end -> answer());
      request.exceptionHandler(lost -> end(400, "broken off"));
    }

    private void take(Buffer chunk) {
      if (done) {
        return;
      }
      if (body.length() + chunk.length() > Witness.maxBytes()) {
        end(413, "too long");
      } else {
        body.appendBuffer(chunk);
      }
    }

    private void end(int status, String text) {
      if (finish()) {
        // What else is sent is not read.
        if (request.version() != HttpVersion.HTTP_2) {
          request.response().putHeader("connection", "close");
        }
        refuse(request.response(), status, text);
      }
    }

    private boolean finish() {
      boolean first = !done;
      if (first) {
        done = true;
        vertx.cancelTimer(timer);
        underWay.decrementAndGet();
      }
      return first;
    }

    private void answer() {
      if (done) {
        return;
      }
      vertx.cancelTimer(timer);
      vertx
          .executeBlocking(() -> witness.addCheckpoint(body.getBytes(), clock.instant()), false)
          .onSuccess(this::send)
          .onFailure(failure -> {
            LOG.log(System.Logger.Level.WARNING, "the witness cannot cosign", failure);
            end(500, "cannot be kept");
          });
    }

    private void send(WitnessAnswer answer) {
      if (finish()) {
        respond(request.response(), answer.status(), answer.contentType(), answer.body());
      }
    }
  }

  private static void refuse(HttpServerResponse response, int status, String text) {
    respond(response, status, "text/plain; charset=utf-8", text + "\n");
  }

  private static void respond(HttpServerResponse response, int status, String type, String body) {
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", type)
          .putHeader("cache-control", "no-store")
          .putHeader("x-content-type-options", "nosniff")
          .end(body);
    }
  }
}
