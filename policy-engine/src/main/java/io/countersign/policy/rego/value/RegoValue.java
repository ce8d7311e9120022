package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;

/**
 * A value of Rego. Undefined is no value: it is {@code null} where values are looked up.
 *
 * <p>Values of different kinds are ordered null, boolean, number, string, array, object, set; those
 * of one kind as OPA orders them. {@code toString} gives Rego's own notation, {@code {1, 2}} or
 * {@code set()}.
 */
public sealed interface RegoValue extends Comparable<RegoValue>
    permits RegoArray, RegoBoolean, RegoNull, RegoNumber, RegoObject, RegoSet, RegoString {

  /** What {@code type_name} says: {@code null}, {@code boolean}, {@code number} and so on. */
  String typeName();

  /** The place of this kind of value in the order of kinds. */
  int rank();

  /** The value as JSON: sets as sorted arrays, keys that are no strings as their JSON text. */
  JsonValue toJson();

  /**
   * A value of JSON. Objects and arrays stay views of the JSON value, so that only what policy
   * looks at is ever converted.
   */
  static RegoValue of(JsonValue json) {
    return switch (json) {
      case JsonString string -> RegoString.of(string.value());
      case JsonObject object -> new JsonBackedObject(object, false);
      case JsonArray array -> RegoArray.of(array);
      case JsonNumber number -> RegoNumber.of(number);
      case JsonBoolean bool -> RegoBoolean.of(bool.value());
      case JsonNull _ -> RegoNull.NULL;
    };
  }

  /**
   * The root of the data, for any number of threads. OPA finds what is right below it by path, so
   * that a number finds the member whose name is its text: {@code data[2]} is the member {@code
   * "2"}.
   */
  static RegoValue ofData(JsonObject data) {
    return new JsonBackedObject(data, true);
  }
}
