package io.countersign.credentials.token;

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

/** Reads the claims of an access token (RFC 9068 §2.2). */
final class TokenClaims {
  private static final int MAX_NAME_LENGTH = 2048;

  /** Claims that are strings where they are there at all. */
  private static final List<String> STRINGS =
      List.of("iss", "sub", "client_id", "scope", "jti", "sid", "txn", "prompt_session");

  private static final List<String> TIMES = List.of("exp", "iat", "nbf");

  /** In a JWT (RFC 9068 §2.2). */
  static final Set<String> REQUIRED = Set.of("iss", "sub", "aud", "exp", "iat", "client_id");

  /** In the tokens of platforms, which are issued to a workload and not to a client. */
  static final Set<String> REQUIRED_OF_PLATFORMS = Set.of("iss", "sub", "aud", "exp", "iat");

  /**
   * In the answer about an opaque token. Stricter than RFC 7662 §2.2, which requires none: without
   * them nobody knows whose token it is, for whom, and until when.
   */
  static final Set<String> REQUIRED_OF_OPAQUE = Set.of("iss", "sub", "aud", "exp", "client_id");

  private TokenClaims() {}

  /** Whether the required claims are there and each claim we read is of its type. */
  static boolean areWellFormed(JsonObject claims, Set<String> required) {
    for (String name : required) {
      if (claims.get(name) == null) {
        return false;
      }
    }
    for (String name : STRINGS) {
      JsonValue value = claims.get(name);
      if (value != null
          && !(value instanceof JsonString text
              && text.value().length() <= MAX_NAME_LENGTH
              && (!text.value().isEmpty() || name.equals("scope")))) {
        return false;
      }
    }
    for (String name : TIMES) {
      if (claims.get(name) != null && NumericDate.of(claims, name) == null) {
        return false;
      }
    }
    return Audience.of(claims) != null;
  }

  /** What the token says, as far as it can be read. */
  static TokenFacts facts(CompactJws token) {
    return facts(
        token.claims(),
        token.header().string("kid").orElse(null),
        token.header().string("typ").orElse(null));
  }

  /** What the claims say, as far as they can be read. */
  static TokenFacts facts(JsonObject claims, @Nullable String keyId, @Nullable String type) {
    List<String> audience = Audience.of(claims);
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
        keyId,
        type,
        claims);
  }
}
