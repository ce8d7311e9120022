package io.countersign.service.server;

import io.countersign.envoy.EnvoyHttpAuthz;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** What the HTTP port serves beside Quarkus's own pages. */
final class HttpRoutes {
  private HttpRoutes() {}

  /**
   * Ours comes before every other route: those match normalised paths, and would take {@code
   * /authz/envoy/../../q/health} for the health page, whose 200 a gateway reads as an allow.
   *
   * @param log serves {@link LogRoute#PREFIX}; empty leaves those paths without a page
   */
  static void install(
      Router router,
      Handler<HttpServerRequest> envoyHttp,
      Optional<? extends Handler<HttpServerRequest>> log) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(exchange -> {
          if (EnvoyHttpAuthz.takes(exchange.request())) {
            envoyHttp.handle(exchange.request());
          } else if (log.isPresent() && LogRoute.takes(exchange.request())) {
            log.get().handle(exchange.request());
          } else {
            exchange.next();
          }
        });
  }
}
