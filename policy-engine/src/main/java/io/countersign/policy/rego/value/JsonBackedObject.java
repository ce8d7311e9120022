package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A view of a JSON object, whose members become values when they are looked at. */
final class JsonBackedObject extends RegoObject {
  private final JsonObject source;
  private final boolean isRoot;

  /**
   * A view.
   *
   * @param isRoot whether a number finds the member whose name is its text
   */
  JsonBackedObject(JsonObject source, boolean isRoot) {
    this.source = source;
    this.isRoot = isRoot;
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
    return isRoot && key instanceof RegoNumber number ? get(number.toString()) : null;
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
