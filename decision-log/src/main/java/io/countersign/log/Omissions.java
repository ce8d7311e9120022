package io.countersign.log;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.List;

/** Leaves out what makes a record too long, and says so in its place. */
final class Omissions {
  private static final int KEPT_BYTES = 512;

  /** Members whose own members are worth keeping singly, because they name the request. */
  private static final List<String> OPENED = List.of("request", "credential", "subject", "peer");

  private static final int MAX_BYTES = 48 * 1024;

  private Omissions() {}

  static JsonObject in(JsonObject verified) {
    JsonObject.Builder kept = JsonObject.builder();
    verified
        .members()
        .forEach((name, value) ->
            kept.put(
                name,
                OPENED.contains(name) && value instanceof JsonObject object
                    ? shorten(object)
                    : shorten(value)));
    JsonObject shortened = kept.build();
    // Many short members can still be too much together.
    return CanonicalJson.bytes(shortened).length <= MAX_BYTES ? shortened : shorten(verified);
  }

  private static JsonObject shorten(JsonObject object) {
    JsonObject.Builder kept = JsonObject.builder();
    object.members().forEach((name, value) -> kept.put(name, shorten(value)));
    return kept.build();
  }

  private static JsonValue shorten(JsonValue value) {
    byte[] canonical = CanonicalJson.bytes(value);
    return canonical.length <= KEPT_BYTES ? value : omitted(canonical);
  }

  private static JsonObject omitted(byte[] canonical) {
    return JsonObject.builder()
        .put(
            "omitted",
            JsonObject.builder()
                .put("sha256", Sha256.of(canonical).hex())
                .put("size_bytes", canonical.length)
                .build())
        .build();
  }
}
