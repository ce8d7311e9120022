package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A view of a JSON object, whose members become values when they are looked at. */
final class JsonBackedObject extends RegoObject {
  private final JsonObject source;
  private final boolean isData;

  /**
   * A view.
   *
   * @param isData whether a number finds the member whose name is its text
   */
  JsonBackedObject(JsonObject source, boolean isData) {
    this.source = source;
    this.isData = isData;
  }

  @Override
  public int size() {
    return source.members().size();
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    if (key instanceof RegoString string) {
      return get(string.value());
    }
    return isData && key instanceof RegoNumber number ? get(number.toString()) : null;
  }

  @Override
  public @Nullable RegoValue get(String key) {
    JsonValue value = source.get(key);
    return value == null ? null : isData ? RegoValue.ofData(value) : RegoValue.of(value);
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
