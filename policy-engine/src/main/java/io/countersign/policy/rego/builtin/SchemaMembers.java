package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.HashMap;
import java.util.Map;

/** What a schema says about the elements of an array and the members of an object. */
final class SchemaMembers {
  private final EvaluationContext context;
  private final SchemaDocument document;
  private final SchemaMatch match;

  SchemaMembers(EvaluationContext context, SchemaDocument document, SchemaMatch match) {
    this.context = context;
    this.document = document;
    this.match = match;
  }

  static String below(String path, RegoValue name) {
    return path + "." + (name instanceof RegoString string ? string.value() : name);
  }

  private static String below(String path, int index) {
    return path + "." + index;
  }

  void array(RegoObject schema, RegoArray array, String path, SchemaResult result)
      throws BuiltinException {
    RegoValue items = schema.get("items");
    if (items instanceof RegoArray each) {
      positions(schema, each, array, path, result);
    } else if (items != null) {
      for (int i = 0; i < array.size(); i++) {
        result.merge(match.match(items, array.get(i), below(path, i)));
      }
    }
    count(schema, "Items", array.size(), "array", "Array must have", "items", path, result);
    if (schema.get("uniqueItems") instanceof RegoBoolean unique && unique.value()) {
      unique(array, path, result);
    }
    RegoValue contains = schema.get("contains");
    if (contains != null && document.draft >= 6) {
      contains(contains, array, path, result);
    }
    result.count();
  }

  private void positions(
      RegoObject schema, RegoArray items, RegoArray array, String path, SchemaResult result)
      throws BuiltinException {
    if (items.isEmpty()) {
      return;
    }
    RegoValue additional = schema.get("additionalItems");
    for (int i = 0; i < array.size(); i++) {
      if (i < items.size()) {
        result.merge(match.match(items.get(i), array.get(i), below(path, i)));
      } else if (additional instanceof RegoObject) {
        result.merge(match.match(additional, array.get(i), below(path, i)));
      } else if (additional instanceof RegoBoolean allowed && !allowed.value()) {
        result.add(path, "array_no_additional_items", "No additional items allowed on array");
        return;
      }
    }
  }

  private void unique(RegoArray array, String path, SchemaResult result) {
    Map<RegoValue, Integer> seen = new HashMap<>();
    for (int i = 0; i < array.size(); i++) {
      context.charge(1);
      Integer before = seen.put(array.get(i), i);
      if (before != null) {
        result.add(path, "unique", "array items[" + before + "," + i + "] must be unique");
      }
    }
  }

  private void contains(RegoValue contains, RegoArray array, String path, SchemaResult result)
      throws BuiltinException {
    SchemaResult best = null;
    for (int i = 0; i < array.size(); i++) {
      SchemaResult each = match.match(contains, array.get(i), below(path, i));
      if (each.isValid()) {
        return;
      }
      if (best == null || each.score() > best.score()) {
        best = each;
      }
    }
    result.add(path, "contains", "At least one of the items must match");
    if (best != null) {
      result.merge(best);
    }
  }

  void object(RegoObject schema, RegoObject object, String path, SchemaResult result)
      throws BuiltinException {
    count(schema, "Properties", object.size(), "array", "Must have", "properties", path, result);
    if (schema.get("required") instanceof RegoArray required) {
      for (RegoValue name : required) {
        context.charge(1);
        if (object.containsKey(name)) {
          result.count();
        } else if (name instanceof RegoString string) {
          result.add(path, "required", string.value() + " is required");
        }
      }
    }
    for (RegoValue name : object.keys()) {
      RegoValue value = object.get(name);
      if (value != null) {
        member(schema, name, value, path, result);
      }
    }
    RegoValue names = schema.get("propertyNames");
    if (names != null && document.draft >= 6) {
      for (RegoValue name : object.keys()) {
        SchemaResult each = match.match(names, name, path);
        if (!each.isValid()) {
          result.add(
              path,
              "invalid_property_name",
              "Property name of \"" + text(name) + "\" does not match");
          result.merge(each);
        }
      }
    }
    result.count();
  }

  private void member(
      RegoObject schema, RegoValue name, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    boolean known =
        schema.get("properties") instanceof RegoObject properties && properties.containsKey(name);
    boolean matched = false;
    if (schema.get("patternProperties") instanceof RegoObject patterns) {
      for (RegoValue pattern : patterns.keys()) {
        RegoValue inner = patterns.get(pattern);
        if (inner != null && Regex.of(context, text(pattern)).find(context, text(name))) {
          matched = true;
          result.merge(match.match(inner, value, below(path, name)));
        }
      }
      if (matched) {
        result.count();
      }
    }
    if (known || matched) {
      return;
    }
    RegoValue additional = schema.get("additionalProperties");
    if (additional instanceof RegoObject) {
      result.merge(match.match(additional, value, below(path, name)));
    } else if (additional instanceof RegoBoolean allowed && !allowed.value()) {
      result.add(
          path,
          "additional_property_not_allowed",
          "Additional property " + text(name) + " is not allowed");
    }
  }

  void dependencies(RegoObject schema, RegoObject object, String path, SchemaResult result)
      throws BuiltinException {
    if (!(schema.get("dependencies") instanceof RegoObject dependencies)) {
      return;
    }
    for (RegoValue name : dependencies.keys()) {
      RegoValue dependency = dependencies.get(name);
      if (!object.containsKey(name) || dependency == null) {
        continue;
      }
      if (dependency instanceof RegoArray names) {
        for (RegoValue needed : names) {
          if (!object.containsKey(needed)) {
            result.add(path, "missing_dependency", "Has a dependency on " + text(needed));
          }
        }
      } else {
        match.match(dependency, object, path, result);
      }
    }
  }

  private static void count(
      RegoObject schema,
      String what,
      int size,
      String type,
      String intro,
      String noun,
      String path,
      SchemaResult result) {
    String suffix = what.equals("Items") ? "_items" : "_properties";
    if (schema.get("min" + what) instanceof RegoNumber least && size < least.longValue()) {
      result.add(path, type + "_min" + suffix, intro + " at least " + least + " " + noun);
    }
    if (schema.get("max" + what) instanceof RegoNumber most && size > most.longValue()) {
      result.add(path, type + "_max" + suffix, intro + " at most " + most + " " + noun);
    }
  }

  private static String text(RegoValue name) {
    return name instanceof RegoString string ? string.value() : name.toString();
  }
}
