package io.countersign.decision.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object; members keep the order they came in, which equality ignores. */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** The member, or null when there is none. */
  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  /** The member when it is a string. */
  public Optional<String> string(String name) {
    return members.get(name) instanceof JsonString string
        ? Optional.of(string.value())
        : Optional.empty();
  }

  /** The member when it is an object. */
  public Optional<JsonObject> object(String name) {
    return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects members; a name given twice is a bug, and an absent value leaves no member. */
  public static final class Builder {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, @Nullable JsonValue value) {
      if (value != null && members.put(name, value) != null) {
        throw new IllegalStateException("member given twice: " + name);
      }
      return this;
    }

    public Builder put(String name, @Nullable String value) {
      return put(name, value == null ? null : new JsonString(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, JsonBoolean.of(value));
    }

    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Adds the object unless it is empty. */
    public Builder putUnlessEmpty(String name, JsonObject value) {
      return value.isEmpty() ? this : put(name, value);
    }

    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
