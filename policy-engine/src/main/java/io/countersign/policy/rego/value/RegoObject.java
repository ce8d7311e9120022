package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An object: keys of any kind, in order. */
public abstract sealed class RegoObject implements RegoValue
    permits HashedObject, JsonBackedObject {
  private RegoValue @Nullable [] sortedKeys;
  private int hash;

  RegoObject() {}

  public static RegoObject empty() {
    return HashedObject.EMPTY;
  }

  public static RegoObject of(Map<? extends RegoValue, ? extends RegoValue> members) {
    HashedObject object = new HashedObject();
    members.forEach(object::put);
    return object.finish();
  }

  public abstract int size();

  /** The value of a key; null when there is none. */
  public abstract @Nullable RegoValue get(RegoValue key);

  /** The value of a key that is a string; null when there is none. */
  public abstract @Nullable RegoValue get(String key);

  /** The keys in no order; a new array. */
  abstract RegoValue[] unsortedKeys();

  public boolean isEmpty() {
    return size() == 0;
  }

  public boolean containsKey(RegoValue key) {
    return get(key) != null;
  }

  /** The keys in order. */
  public Iterable<RegoValue> keys() {
    return Arrays.asList(sortedKeys());
  }

  /** The members in the order of their keys. */
  public void forEach(BiConsumer<RegoValue, RegoValue> action) {
    for (RegoValue key : sortedKeys()) {
      action.accept(key, require(key));
    }
  }

  /** The keys in order; the caller must not change the array. */
  RegoValue[] sortedKeys() {
    RegoValue[] keys = sortedKeys;
    if (keys == null) {
      keys = unsortedKeys();
      Arrays.sort(keys);
      sortedKeys = keys;
    }
    return keys;
  }

  final void changed() {
    sortedKeys = null;
    hash = 0;
  }

  final RegoValue require(RegoValue key) {
    RegoValue value = get(key);
    if (value == null) {
      throw new IllegalStateException("a key without a value");
    }
    return value;
  }

  @Override
  public final String typeName() {
    return "object";
  }

  @Override
  public final int rank() {
    return 5;
  }

  @Override
  public JsonValue toJson() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    // A string comes after a number: {1: x, "1": y} has one name for two keys, and keeps the first.
    for (RegoValue key : sortedKeys()) {
      String name = key instanceof RegoString string ? string.value() : JsonText.of(key);
      members.putIfAbsent(name, require(key).toJson());
    }
    return new JsonObject(members);
  }

  @Override
  public final int compareTo(RegoValue other) {
    if (!(other instanceof RegoObject object)) {
      return Integer.compare(rank(), other.rank());
    }
    RegoValue[] keys = sortedKeys();
    RegoValue[] otherKeys = object.sortedKeys();
    int common = Math.min(keys.length, otherKeys.length);
    for (int i = 0; i < common; i++) {
      int order = keys[i].compareTo(otherKeys[i]);
      if (order == 0) {
        order = require(keys[i]).compareTo(object.require(otherKeys[i]));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(keys.length, otherKeys.length);
  }

  @Override
  public final boolean equals(Object other) {
    if (other == this) {
      return true;
    }
    if (!(other instanceof RegoObject object) || size() != object.size()) {
      return false;
    }
    for (RegoValue key : unsortedKeys()) {
      RegoValue value = object.get(key);
      if (value == null || !value.equals(get(key))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public final int hashCode() {
    int result = hash;
    if (result == 0) {
      for (RegoValue key : unsortedKeys()) {
        result += key.hashCode() ^ 31 * require(key).hashCode();
      }
      result = 31 * result + rank();
      hash = result;
    }
    return result;
  }

  @Override
  public final String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    forEach((key, value) -> text.add(key + ": " + value));
    return text.toString();
  }
}
