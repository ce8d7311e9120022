package io.countersign.decision.json;

import java.nio.charset.StandardCharsets;

/**
 * The canonical form of a JSON value (RFC 8785): members sorted by UTF-16 code units, numbers as
 * ECMAScript writes the nearest double, no white space.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The canonical form in UTF-8.
   *
   * @throws IllegalArgumentException when there is none: a lone surrogate, or a number beyond the
   *     range of a double; {@link JsonParser} lets neither through
   */
  public static byte[] bytes(JsonValue value) {
    CanonicalWriter out = new CanonicalWriter();
    out.value(value);
    return out.toBytes();
  }

  /** The canonical form as text. */
  public static String text(JsonValue value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /**
   * Whether the canonical form says the value itself: every number in it is one that a double names
   * without loss. Of a value that is not faithful, the form is that of its nearest doubles, which
   * it shares with other values.
   */
  public static boolean isFaithful(JsonValue value) {
    return switch (value) {
      case JsonNull ignored -> true;
      case JsonBoolean ignored -> true;
      case JsonString ignored -> true;
      case JsonNumber number -> number.isInteroperable();
      case JsonArray array -> array.values().stream().allMatch(CanonicalJson::isFaithful);
      case JsonObject object ->
          object.members().values().stream().allMatch(CanonicalJson::isFaithful);
    };
  }
}
