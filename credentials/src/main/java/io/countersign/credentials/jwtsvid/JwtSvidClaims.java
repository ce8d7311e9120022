package io.countersign.credentials.jwtsvid;

import io.countersign.credentials.jose.Audience;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads header and claims of a JWT-SVID (JWT-SVID §2, §3). */
final class JwtSvidClaims {
  private static final int MAX_TEXT = 2048;
  private static final int MAX_AUDIENCES = 100;

  /** §2: "Any header not described here, registered or private, MUST NOT be included". */
  private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");

  /** Claims that are strings where they are there at all. */
  private static final List<String> TEXTS = List.of("iss", "sub", "jti", "client_id", "scope");

  private static final List<String> TIMES = List.of("exp", "iat", "nbf");

  private JwtSvidClaims() {}

  static boolean hasOnlyPermittedHeaders(CompactJws token) {
    return HEADERS.containsAll(token.header().members().keySet());
  }

  /**
   * Whether {@code sub}, {@code exp} and {@code aud} are there and each claim we read is of its
   * type.
   */
  static boolean areWellFormed(JsonObject claims) {
    for (String name : TEXTS) {
      JsonValue value = claims.get(name);
      if (value != null
          && !(value instanceof JsonString text && text.value().length() <= MAX_TEXT)) {
        return false;
      }
    }
    for (String name : TIMES) {
      if (claims.get(name) != null && NumericDate.of(claims, name) == null) {
        return false;
      }
    }
    return claims.get("sub") != null && claims.get("exp") != null && audience(claims) != null;
  }

  /** Null when it is malformed, or longer than a token for us would have it. */
  private static @Nullable List<String> audience(JsonObject claims) {
    List<String> audience = Audience.of(claims);
    return audience != null && audience.size() <= MAX_AUDIENCES ? audience : null;
  }

  /** What it says, as far as it can be read. */
  static TokenFacts facts(CompactJws token) {
    JsonObject claims = token.claims();
    List<String> audience = audience(claims);
    String scope = claims.string("scope").orElse("");
    return new TokenFacts(
        claims.string("iss").orElse(""),
        claims.string("sub").orElse(""),
        audience == null ? List.of() : audience,
        scope.isEmpty() ? List.of() : List.of(scope.split(" ", -1)),
        claims.string("client_id").orElse(null),
        claims.string("jti").orElse(null),
        NumericDate.of(claims, "iat"),
        NumericDate.of(claims, "exp"),
        token.header().string("kid").orElse(null),
        token.header().string("typ").orElse(null),
        claims);
  }
}
