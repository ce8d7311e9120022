package io.countersign.credentials.jose;

import io.countersign.decision.json.JsonObject;

/** A signature whose validity is known: a provider that gets it wrong is not used. */
final class KnownAnswers {
  /** RFC 7515 appendix A.3. */
  private static final String TOKEN =
      "eyJhbGciOiJFUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
          + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8IS"
          + "lSApmWQxfKTUJqPP3-Kg6NU1Q";

  /** The same with another name for its first claim. */
  private static final String ALTERED = TOKEN.replace(".eyJpc3Mi", ".eyJpc3Qi");

  private static final JsonObject KEY =
      JsonObject.builder()
          .put("kty", "EC")
          .put("crv", "P-256")
          .put("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
          .put("y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
          .build();

  private KnownAnswers() {}

  static boolean hold(SignatureProvider provider) {
    PublicJwk key = PublicJwk.of(KEY).orElseThrow();
    CompactJws good = CompactJws.parse(TOKEN).orElseThrow();
    CompactJws altered = CompactJws.parse(ALTERED).orElseThrow();
    try {
      return good.isSignedBy(key, JwsAlgorithm.ES256, provider)
          && !altered.isSignedBy(key, JwsAlgorithm.ES256, provider);
    } catch (IllegalStateException unable) {
      return false;
    }
  }
}
