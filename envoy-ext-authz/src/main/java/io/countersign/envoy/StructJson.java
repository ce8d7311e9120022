package io.countersign.envoy;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Protobuf's {@code Struct} to JSON and back. */
final class StructJson {
  private int values;

  private StructJson() {}

  /**
   * Metadata by filter.
   *
   * @throws IllegalArgumentException when it is larger or deeper than we take
   */
  static JsonObject fromStructs(Map<String, Struct> filters) {
    StructJson reader = new StructJson();
    JsonObject.Builder json = JsonObject.builder();
    new TreeMap<>(filters)
        .forEach((filter, struct) -> json.put(filter, reader.object(struct.getFieldsMap(), 0)));
    return json.build();
  }

  private JsonObject object(Map<String, Value> fields, int depth) {
    JsonObject.Builder json = JsonObject.builder();
    new TreeMap<>(fields).forEach((name, value) -> json.put(name, json(value, depth + 1)));
    return json.build();
  }

  private JsonArray array(List<Value> elements, int depth) {
    List<JsonValue> json = new ArrayList<>();
    elements.forEach(element -> json.add(json(element, depth + 1)));
    return new JsonArray(json);
  }

  private JsonValue json(Value value, int depth) {
    if (++values > RequestLimits.METADATA_VALUES || depth > RequestLimits.METADATA_DEPTH) {
      throw new IllegalArgumentException("metadata too large or too deep");
    }
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> JsonNull.NULL;
      case BOOL_VALUE -> JsonBoolean.of(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRING_VALUE -> new JsonString(value.getStringValue());
      case STRUCT_VALUE -> object(value.getStructValue().getFieldsMap(), depth);
      case LIST_VALUE -> array(value.getListValue().getValuesList(), depth);
    };
  }

  private static JsonValue number(double number) {
    return Double.isFinite(number)
        ? JsonNumber.of(new BigDecimal(Double.toString(number)))
        : JsonNull.NULL; // JSON has no such number
  }

  /**
   * The same in protobuf.
   *
   * @throws IllegalArgumentException when it is deeper than the gateway takes
   */
  static Struct toStruct(JsonObject json) {
    return toStruct(json, 0);
  }

  private static Struct toStruct(JsonObject json, int depth) {
    Struct.Builder struct = Struct.newBuilder();
    json.members().forEach((name, value) -> struct.putFields(name, toValue(value, depth + 1)));
    return struct.build();
  }

  private static Value toValue(JsonValue json, int depth) {
    if (depth > RequestLimits.METADATA_DEPTH) {
      throw new IllegalArgumentException("metadata deeper than " + RequestLimits.METADATA_DEPTH);
    }
    Value.Builder value = Value.newBuilder();
    switch (json) {
      case JsonNull ignored -> value.setNullValue(NullValue.NULL_VALUE);
      case JsonBoolean bool -> value.setBoolValue(bool.value());
      case JsonNumber number -> value.setNumberValue(number.value().doubleValue());
      case JsonString string -> value.setStringValue(string.value());
      case JsonObject object -> value.setStructValue(toStruct(object, depth));
      case JsonArray array -> {
        ListValue.Builder list = ListValue.newBuilder();
        array.values().forEach(element -> list.addValues(toValue(element, depth + 1)));
        value.setListValue(list);
      }
    }
    return value.build();
  }
}
