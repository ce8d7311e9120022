package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an access token says (RFC 9068 §2.2).
 *
 * @param scopes what the token may be used for, in the order it came
 * @param type the header's {@code typ}
 * @param claims all of its claims, those above included
 */
public record TokenFacts(
    String issuer,
    String subject,
    List<String> audience,
    List<String> scopes,
    @Nullable String clientId,
    @Nullable String jti,
    @Nullable Instant issuedAt,
    @Nullable Instant expiresAt,
    @Nullable String keyId,
    @Nullable String type,
    JsonObject claims) {

  public TokenFacts {
    audience = List.copyOf(audience);
    scopes = List.copyOf(scopes);
  }

  /** The member {@code credential.token} of the policy input; times are epoch seconds. */
  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("issuer", issuer)
            .put("subject", subject)
            .put("audience", JsonArray.ofStrings(audience))
            .put("scopes", JsonArray.ofStrings(scopes))
            .put("client_id", clientId)
            .put("jti", jti)
            .put("key_id", keyId)
            .put("type", type)
            .put("claims", claims);
    if (issuedAt != null) {
      json.put("issued_at", issuedAt.getEpochSecond());
    }
    if (expiresAt != null) {
      json.put("expires_at", expiresAt.getEpochSecond());
    }
    return json.build();
  }
}
