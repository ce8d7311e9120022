package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Checks that a JSON Schema is one (drafts 4, 6 and 7), so that matching can rely on it. */
final class SchemaCheck {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "null", "object", "string");

  private final EvaluationContext context;
  private final SchemaDocument document;
  private final Set<RegoValue> checked = Collections.newSetFromMap(new IdentityHashMap<>());
  private int depth;

  SchemaCheck(EvaluationContext context, SchemaDocument document) {
    this.context = context;
    this.document = document;
  }

  /**
   * Checks a schema and everything that it refers to.
   *
   * @throws BuiltinException saying the first thing that is wrong
   */
  void check(RegoValue schema) throws BuiltinException {
    context.charge(1);
    if (schema instanceof RegoBoolean && document.draft >= 6) {
      return;
    }
    if (!(schema instanceof RegoObject object)) {
      throw BuiltinException.of("Expected: valid schema, given: Invalid JSON");
    }
    if (!checked.add(object)) {
      return;
    }
    if (++depth > 400) {
      throw BuiltinException.of("schema is nested too deeply");
    }
    each(object, "definitions");
    string(object, "title");
    string(object, "description");
    string(object, "$ref");
    if (object.get("$ref") instanceof RegoString reference) {
      check(document.resolve(reference.value()));
    } else {
      keywords(object);
    }
    depth--;
  }

  private void keywords(RegoObject object) throws BuiltinException {
    types(object);
    each(object, "properties");
    either(object, "additionalProperties");
    patterns(object);
    dependencies(object);
    items(object);
    either(object, "additionalItems");
    numbers(object);
    for (String what : new String[] {"Length", "Properties", "Items"}) {
      count(object, "min" + what);
      count(object, "max" + what);
    }
    string(object, "pattern");
    string(object, "format");
    if (object.get("pattern") instanceof RegoString pattern) {
      regex(pattern.value(), "pattern must be a valid regex");
    }
    required(object);
    RegoValue unique = object.get("uniqueItems");
    if (unique != null && !(unique instanceof RegoBoolean)) {
      throw BuiltinException.of("uniqueItems must be of a boolean");
    }
    array(object, "enum");
    for (String key : new String[] {"oneOf", "anyOf", "allOf"}) {
      for (RegoValue part : array(object, key)) {
        check(part);
      }
    }
    single(object, "not", 4);
    single(object, "contains", 6);
    single(object, "propertyNames", 6);
    single(object, "if", 7);
    single(object, "then", 7);
    single(object, "else", 7);
  }

  private void types(RegoObject object) throws BuiltinException {
    RegoValue given = object.get("type");
    if (given == null) {
      return;
    }
    RegoArray types = given instanceof RegoArray array ? array : RegoArray.of(given);
    Set<String> seen = new HashSet<>();
    for (RegoValue each : types) {
      if (!(each instanceof RegoString type)) {
        throw invalidType("type", "string/array of strings");
      }
      if (!TYPES.contains(type.value())) {
        throw BuiltinException.of(
            "has a primitive type that is NOT VALID -- given: /"
                + type.value()
                + "/ Expected valid values are:[array boolean integer number null object"
                + " string]");
      }
      if (!seen.add(type.value())) {
        throw BuiltinException.of(type.value() + " type is duplicated");
      }
    }
  }

  private void each(RegoObject object, String key) throws BuiltinException {
    RegoValue given = object.get(key);
    if (given == null) {
      return;
    }
    if (!(given instanceof RegoObject schemas)) {
      throw key.equals("properties")
          ? BuiltinException.of("properties must be of type object")
          : invalidType(key.equals("definitions") ? "array of schemas" : "valid schema", key);
    }
    for (RegoValue name : schemas.keys()) {
      RegoValue schema = schemas.get(name);
      if (schema != null) {
        check(schema);
      }
    }
  }

  private void either(RegoObject object, String key) throws BuiltinException {
    RegoValue given = object.get(key);
    if (given instanceof RegoObject) {
      check(given);
    } else if (given != null && !(given instanceof RegoBoolean)) {
      throw invalidType("boolean/valid schema", key);
    }
  }

  private void patterns(RegoObject object) throws BuiltinException {
    if (object.get("patternProperties") instanceof RegoObject patterns) {
      for (RegoValue pattern : patterns.keys()) {
        String text = pattern instanceof RegoString string ? string.value() : "";
        regex(text, "Invalid regex pattern '" + text + "'");
      }
    }
    each(object, "patternProperties");
  }

  private void regex(String pattern, String otherwise) throws BuiltinException {
    try {
      Regex.of(context, pattern);
    } catch (BuiltinException e) {
      throw BuiltinException.of(otherwise);
    }
  }

  private void dependencies(RegoObject object) throws BuiltinException {
    RegoValue given = object.get("dependencies");
    if (given == null) {
      return;
    }
    if (!(given instanceof RegoObject dependencies)) {
      throw BuiltinException.of("dependencies must be of type object");
    }
    for (RegoValue name : dependencies.keys()) {
      switch (dependencies.get(name)) {
        case RegoArray names -> {
          for (RegoValue each : names) {
            if (!(each instanceof RegoString)) {
              throw dependency();
            }
          }
        }
        case RegoObject schema -> check(schema);
        case RegoBoolean schema -> check(schema);
        case null, default -> throw dependency();
      }
    }
  }

  private static BuiltinException dependency() {
    return BuiltinException.of("dependency must be of type schema or array of strings");
  }

  private void items(RegoObject object) throws BuiltinException {
    RegoValue given = object.get("items");
    if (given == null) {
      return;
    }
    RegoArray items = given instanceof RegoArray array ? array : RegoArray.of(given);
    for (RegoValue item : items) {
      if (!(item instanceof RegoObject) && !(item instanceof RegoBoolean)) {
        throw invalidType("valid schema/array of schemas", "items");
      }
      check(item);
    }
  }

  private void numbers(RegoObject object) throws BuiltinException {
    RegoValue multiple = object.get("multipleOf");
    if (multiple != null && !(multiple instanceof RegoNumber)) {
      throw invalidType("number", "multipleOf");
    }
    if (multiple instanceof RegoNumber number && number.toBigDecimal().signum() <= 0) {
      throw BuiltinException.of("multipleOf must be strictly greater than 0");
    }
    for (String bound : new String[] {"minimum", "maximum"}) {
      RegoValue given = object.get(bound);
      if (given != null && !(given instanceof RegoNumber)) {
        throw BuiltinException.of(bound + " must be of a number");
      }
      String key = bound.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum";
      RegoValue exclusive = object.get(key);
      boolean bool = exclusive instanceof RegoBoolean;
      if (exclusive == null) {
        continue;
      }
      if (document.draft == 4 && !bool) {
        throw invalidType("boolean", key);
      }
      if (document.draft != 4 && !(exclusive instanceof RegoNumber)) {
        if (document.draft != SchemaDocument.ALL_DRAFTS) {
          throw invalidType("number", key);
        } else if (!bool) {
          throw invalidType("boolean/number", key);
        }
      }
      if (bool && given == null) {
        throw BuiltinException.of(key + " cannot be used without " + bound);
      }
    }
  }

  private static void count(RegoObject object, String key) throws BuiltinException {
    RegoValue given = object.get(key);
    if (given == null) {
      return;
    }
    if (!(given instanceof RegoNumber number) || !number.isLong()) {
      throw BuiltinException.of(key + " must be of an integer");
    }
    if (number.longValue() < 0) {
      throw BuiltinException.of(key + " must be greater than or equal to 0");
    }
    if (key.startsWith("max")
        && !key.equals("maxItems")
        && object.get("min" + key.substring(3)) instanceof RegoNumber least
        && least.compareTo(number) > 0) {
      throw BuiltinException.of("min" + key.substring(3) + " cannot be greater than " + key);
    }
  }

  private static void required(RegoObject object) throws BuiltinException {
    Set<RegoValue> seen = new HashSet<>();
    for (RegoValue name : array(object, "required")) {
      if (!(name instanceof RegoString)) {
        throw invalidType("string", "required");
      }
      if (!seen.add(name)) {
        throw BuiltinException.of("required items must be unique");
      }
    }
    seen.clear();
    for (RegoValue value : array(object, "enum")) {
      if (!seen.add(value)) {
        throw BuiltinException.of("enum items must be unique");
      }
    }
  }

  private static void string(RegoObject object, String key) throws BuiltinException {
    RegoValue given = object.get(key);
    if (given != null && !(given instanceof RegoString)) {
      throw invalidType("string", key);
    }
  }

  private static RegoArray array(RegoObject object, String key) throws BuiltinException {
    return switch (object.get(key)) {
      case null -> RegoArray.EMPTY;
      case RegoArray array -> array;
      default -> throw BuiltinException.of(key + " must be of an array");
    };
  }

  private void single(RegoObject object, String key, int sinceDraft) throws BuiltinException {
    RegoValue given = object.get(key);
    if (given == null || document.draft < sinceDraft) {
      return;
    }
    if (!(given instanceof RegoObject) && !(given instanceof RegoBoolean)) {
      throw BuiltinException.of(key + " must be of an object");
    }
    check(given);
  }

  private static BuiltinException invalidType(String expected, String given) {
    return BuiltinException.of("Invalid type. Expected: " + expected + ", given: " + given);
  }
}
