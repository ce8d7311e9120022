package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A view of a JSON object, whose members become values when they are looked at. It remembers some
 * of them, and so is for one thread; the root of the data is for all, and makes a view for each.
 */
final class JsonBackedObject extends RegoObject {
  private static final int SEEN = 8;

  private final JsonObject source;
  private final boolean isDataRoot;

  /** Members that were looked at, by the very string that named them. */
  private @Nullable String @Nullable [] seenNames;

  private @Nullable RegoValue @Nullable [] seenValues;

  /**
   * A view.
   *
   * @param isDataRoot whether evaluations share it, so that it remembers nothing, and a number
   *     finds the member whose name is its text
   */
  JsonBackedObject(JsonObject source, boolean isDataRoot) {
    this.source = source;
    this.isDataRoot = isDataRoot;
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
    return isDataRoot && key instanceof RegoNumber number ? get(number.toString()) : null;
  }

  @Override
  public @Nullable RegoValue get(String key) {
    return isDataRoot ? made(key) : seen(key);
  }

  /** A policy names the same members with the same strings of its plan. */
  private @Nullable RegoValue seen(String key) {
    @Nullable String[] names = seenNames;
    @Nullable RegoValue[] values = seenValues;
    if (names == null || values == null) {
      names = new @Nullable String[SEEN];
      values = new @Nullable RegoValue[SEEN];
      seenNames = names;
      seenValues = values;
    }
    int slot = key.hashCode() & (SEEN - 1);
    if (sameString(names[slot], key)) {
      return values[slot];
    }
    RegoValue value = made(key);
    names[slot] = key;
    values[slot] = value;
    return value;
  }

  @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // a miss only costs a look-up
  private static boolean sameString(@Nullable String a, String b) {
    return a == b;
  }

  private @Nullable RegoValue made(String key) {
    JsonValue value = source.get(key);
    return value == null ? null : RegoValue.of(value);
  }

  @Override
  RegoValue[] unsortedKeys() {
    RegoValue[] keys = new RegoValue[size()];
    int at = 0;
    for (String name : source.members().keySet()) {
      keys[at++] = RegoString.of(name);
    }
    return keys;
  }

  @Override
  public JsonValue toJson() {
    return source;
  }
}
