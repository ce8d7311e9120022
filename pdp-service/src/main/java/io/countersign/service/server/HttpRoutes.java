package io.countersign.service.server;

import io.countersign.envoy.EnvoyHttpAuthz;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** What the HTTP port serves beside Quarkus's own pages. */
final class HttpRoutes {
  private HttpRoutes() {}

  /**
   * Ours comes before every other route: those match normalised paths, and would take {@code
   * /authz/envoy/../../q/health} for the health page, whose 200 a gateway reads as an allow.
   */
  static void install(Router router, Handler<HttpServerRequest> envoyHttp) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(exchange -> {
          if (EnvoyHttpAuthz.takes(exchange.request())) {
            envoyHttp.handle(exchange.request());
          } else {
            exchange.next();
          }
        });
  }
}
