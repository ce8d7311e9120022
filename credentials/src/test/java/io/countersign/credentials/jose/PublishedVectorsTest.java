package io.countersign.credentials.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples that the standards print. RFC 8037 appendix A is in {@link SignatureProviderTest}. */
class PublishedVectorsTest {
  private static final JsonObject RFC7515_A3_KEY =
      JsonObject.builder()
          .put("kty", "EC")
          .put("crv", "P-256")
          .put("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
          .put("y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
          .build();

  private static final String RFC7515_A3_TOKEN =
      "eyJhbGciOiJFUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
          + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8IS"
          + "lSApmWQxfKTUJqPP3-Kg6NU1Q";

  static List<SignatureProvider> providers() {
    return SignatureProvider.available();
  }

  /** RFC 7638 §3.1: other members of the key, kid and alg too, are no part of its thumbprint. */
  @Test
  void thumbprintOfRfc7638() {
    String n =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
            + "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
            + "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhA"
            + "I4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    JsonObject key =
        JsonObject.builder()
            .put("kty", "RSA")
            .put("n", n)
            .put("e", "AQAB")
            .put("alg", "RS256")
            .put("kid", "2011-04-29")
            .build();
    assertEquals(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        PublicJwk.of(key).orElseThrow().thumbprint().base64Url());
  }

  /** RFC 7515 §A.3: its claims have line breaks, and the signature is over the bytes that came. */
  @ParameterizedTest
  @MethodSource("providers")
  void signatureOfRfc7515A3(SignatureProvider provider) {
    PublicJwk key = PublicJwk.of(RFC7515_A3_KEY).orElseThrow();
    CompactJws jws = CompactJws.parse(RFC7515_A3_TOKEN).orElseThrow();
    JwsAlgorithm algorithm = jws.algorithm().orElseThrow();
    assertEquals(JwsAlgorithm.ES256, algorithm);
    assertEquals("joe", jws.claims().string("iss").orElseThrow());
    assertTrue(jws.isSignedBy(key, algorithm, provider));
    for (int at : new int[] {1, 40, 43, 80}) {
      int place = RFC7515_A3_TOKEN.lastIndexOf('.') + at;
      char other = RFC7515_A3_TOKEN.charAt(place) == 'A' ? 'B' : 'A';
      String altered =
          RFC7515_A3_TOKEN.substring(0, place) + other + RFC7515_A3_TOKEN.substring(place + 1);
      CompactJws bad = CompactJws.parse(altered).orElseThrow();
      assertFalse(bad.isSignedBy(key, algorithm, provider), altered);
    }
  }
}
