package io.countersign.credentials.statuslist;

import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Where a token stands: the claim {@code status.status_list} (§6.2).
 *
 * @param uri of the list, which is also the list's {@code sub}
 * @param index from 0
 */
public record StatusReference(String uri, int index) {
  private static final int MAX_URI = 2048;

  /** Whether the token says that it has a status. One that does must be found valid. */
  public static boolean isGiven(JsonObject claims) {
    return claims.get("status") != null;
  }

  /** The reference; empty when there is none or it is malformed. */
  public static Optional<StatusReference> of(JsonObject claims) {
    JsonObject list =
        claims.object("status").flatMap(status -> status.object("status_list")).orElse(null);
    if (list == null || !(list.get("idx") instanceof JsonNumber idx)) {
      return Optional.empty();
    }
    BigDecimal index = idx.value();
    String uri = list.string("uri").orElse("");
    if (index.signum() < 0
        || index.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
        || index.stripTrailingZeros().scale() > 0
        || uri.isEmpty()
        || uri.length() > MAX_URI) {
      return Optional.empty();
    }
    return Optional.of(new StatusReference(uri, index.intValueExact()));
  }
}
