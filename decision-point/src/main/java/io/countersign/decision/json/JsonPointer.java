package io.countersign.decision.json;

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
public record JsonPointer(List<String> tokens) {
  private static final Pattern TEXT = Pattern.compile("(?:/(?:[^~/]|~[01])*)*");

  /** No leading zero, no sign (RFC 6901 §4); nine digits fit an int. */
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  public JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads the string form (RFC 6901 §5).
   *
   * @throws IllegalArgumentException when it is none
   */
  public static JsonPointer parse(String text) {
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

  /** The string form (RFC 6901 §5). */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }

  /** What it points to; empty when nothing is there. */
  public Optional<JsonValue> find(JsonValue document) {
    JsonValue at = document;
    for (String token : tokens) {
      at = step(at, token);
      if (at == null) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
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
