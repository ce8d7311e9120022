package io.countersign.credentials.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicJwkTest {
  private static final String MODULUS =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
          + "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
          + "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQF"
          + "h6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

  private static JsonObject.Builder rsa(String exponent) {
    return JsonObject.builder().put("kty", "RSA").put("n", MODULUS).put("e", exponent);
  }

  /** RFC 7638 §3.1. */
  @Test
  void thumbprintIsThatOfTheStandardsExample() {
    PublicJwk key =
        PublicJwk.of(rsa("AQAB").put("alg", "RS256").put("kid", "2011-04-29").build())
            .orElseThrow();
    assertEquals("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.thumbprint().base64Url());
    assertTrue(key.fits(JwsAlgorithm.RS256));
    assertTrue(!key.fits(JwsAlgorithm.PS256));
  }

  /** One, even, with a leading zero, of 33 bits, empty. */
  @ParameterizedTest
  @ValueSource(strings = {"AQ", "AQAC", "AAEAAQ", "AQAAAAE", ""})
  void unsafeExponentsAreRefused(String exponent) {
    assertTrue(PublicJwk.of(rsa(exponent).build()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "use,enc",
    "alg,HS256",
    "alg,ES256",
    "alg,RSA-OAEP",
    "key_ops,verify",
    "d,AA",
    "k,AA"
  })
  void keysForSomethingElseAreRefused(String member, String value) {
    assertTrue(PublicJwk.of(rsa("AQAB").put(member, value).build()).isEmpty());
  }

  /**
   * The encodings of small order that RFC 8032 §5.1.3 decodes, one that is no point, y = p, and a
   * wrong length.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "7P_______________________________________38",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
        "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "7f_______________________________________38",
        "AAAA"
      })
  void uselessEd25519KeysAreRefused(String x) {
    JsonObject key =
        JsonObject.builder().put("kty", "OKP").put("crv", "Ed25519").put("x", x).build();
    assertTrue(PublicJwk.of(key).isEmpty());
  }
}
