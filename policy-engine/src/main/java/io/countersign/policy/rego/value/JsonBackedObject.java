package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A view of a JSON object, whose members become values when they are looked at. */
final class JsonBackedObject extends RegoObject {
  private final JsonObject source;

  JsonBackedObject(JsonObject source) {
    this.source = source;
  }

  @Override
  public int size() {
    return source.members().size();
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    return key instanceof RegoString string ? get(string.value()) : null;
  }

  @Override
  public @Nullable RegoValue get(String key) {
    JsonValue value = source.get(key);
    return value == null ? null : RegoValue.of(value);
  }

  @Override
  RegoValue[] unsortedKeys() {
    return source.members().keySet().stream().map(RegoString::of).toArray(RegoValue[]::new);
  }

  @Override
  public JsonValue toJson() {
    return source;
  }
}
