package io.countersign.credentials.jose;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The claim {@code aud} (RFC 7519 §4.1.3): a string, or an array of strings. */
public final class Audience {
  private Audience() {}

  /** Whom the token is for; null when the claim is absent or neither of the two. */
  public static @Nullable List<String> of(JsonObject claims) {
    JsonValue value = claims.get("aud");
    if (value instanceof JsonString one) {
      return List.of(one.value());
    }
    return value instanceof JsonArray several
            && several.values().stream().allMatch(JsonString.class::isInstance)
        ? several.values().stream().map(each -> ((JsonString) each).value()).toList()
        : null;
  }
}
