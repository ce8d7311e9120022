package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON pointers (RFC 6901). */
final class JsonPointer {
  private JsonPointer() {}

  /** The value that the pointer names; null when there is none. */
  static @Nullable JsonValue find(JsonValue document, String pointer) {
    JsonValue at = document;
    for (String raw : pointer.substring(1).split("/", -1)) {
      String token = raw.replace("~1", "/").replace("~0", "~");
      at =
          switch (at) {
            case JsonObject object -> object.get(token);
            case JsonArray array -> element(array.values(), token);
            default -> null;
          };
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  private static @Nullable JsonValue element(List<JsonValue> values, String token) {
    if (!token.matches("0|[1-9]\\d{0,5}")) {
      return null;
    }
    int index = Integer.parseInt(token);
    return index < values.size() ? values.get(index) : null;
  }
}
