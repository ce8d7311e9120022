package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonPointer;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads single facts out of claims. */
final class PointedFact {
  /** Written out, a number may not grow beyond this many digits. */
  private static final int MAX_DIGITS = 40;

  private PointedFact() {}

  /** What is pointed to: text, a number as its decimal text, or a boolean; else empty. */
  static Optional<JsonValue> of(String pointer, JsonObject claims) {
    return switch (JsonPointer.parse(pointer).find(claims).orElse(null)) {
      case JsonString text when EvidenceClaims.isName(text.value()) -> Optional.of(text);
      case JsonBoolean bool -> Optional.of(bool);
      case JsonNumber number -> decimal(number.value());
      case null, default -> Optional.empty();
    };
  }

  private static Optional<JsonValue> decimal(BigDecimal value) {
    return value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS
        ? Optional.empty()
        : Optional.of(new JsonString(value.toPlainString()));
  }
}
