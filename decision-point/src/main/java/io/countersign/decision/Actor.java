package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One link of a delegation chain (RFC 8693 §4.1).
 *
 * @param issuer who named it; null when the token's issuer did
 */
public record Actor(String subject, @Nullable String issuer) {
  JsonObject toJson() {
    return JsonObject.builder().put("subject", subject).put("issuer", issuer).build();
  }
}
