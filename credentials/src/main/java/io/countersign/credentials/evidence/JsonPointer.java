package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer (RFC 6901).
 *
 * @param tokens its reference tokens, unescaped
 */
record JsonPointer(List<String> tokens) {
  private static final Pattern TEXT = Pattern.compile("(?:/(?:[^~/]|~[01])*)*");

  /** No leading zero, no sign (RFC 6901 §4); nine digits fit an int. */
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** Written out, a number may not grow beyond this many digits. */
  private static final int MAX_DIGITS = 40;

  JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads the string form (RFC 6901 §5).
   *
   * @throws IllegalArgumentException when it is none
   */
  static JsonPointer parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("not a JSON pointer (RFC 6901): " + text);
    }
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    return new JsonPointer(
        Arrays.stream(text.substring(1).split("/", -1))
            // ~01 is ~1 and not a slash (RFC 6901 §4).
            .map(token -> token.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /** What it points to; empty when nothing is there. */
  Optional<JsonValue> find(JsonValue document) {
    JsonValue at = document;
    for (String token : tokens) {
      at = step(at, token);
      if (at == null) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  /** The fact it points to: text, a number as its decimal text, or a boolean; else empty. */
  Optional<JsonValue> fact(JsonObject claims) {
    return switch (find(claims).orElse(null)) {
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

  private static @Nullable JsonValue step(JsonValue at, String token) {
    if (at instanceof JsonObject object) {
      return object.get(token);
    }
    if (at instanceof JsonArray(List<JsonValue> values) && INDEX.matcher(token).matches()) {
      int index = Integer.parseInt(token);
      return index < values.size() ? values.get(index) : null;
    }
    return null;
  }
}
