package io.countersign.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Requests to test with. */
final class Requests {
  private Requests() {}

  /** A plain request that breaks no rule. */
  static AccessRequest.Builder plain() {
    return AccessRequest.builder()
        .method("GET")
        .scheme("https")
        .authority("orders.example")
        .target("/api/v1/orders/7");
  }

  static AccessRequest.Builder withBody(String contentType, String body) {
    return plain()
        .method("POST")
        .headers(Headers.of(new Header("Content-Type", contentType)))
        .body(body(body));
  }

  static RequestBody body(String text) {
    return new RequestBody(ByteBuffer.wrap(text.getBytes(UTF_8)), false);
  }
}
