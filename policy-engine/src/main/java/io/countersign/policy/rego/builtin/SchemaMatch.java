package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.JsonText;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Matches a document with a checked schema; each kind of value has its own part. */
final class SchemaMatch {
  private static final int MAX_DEPTH = 400;

  private final EvaluationContext context;
  private final SchemaDocument document;
  private final SchemaMembers members;
  private int depth;

  SchemaMatch(EvaluationContext context, SchemaDocument document) {
    this.context = context;
    this.document = document;
    this.members = new SchemaMembers(context, document, this);
  }

  SchemaResult match(RegoValue schema, RegoValue value, String path) throws BuiltinException {
    SchemaResult result = new SchemaResult();
    match(schema, value, path, result);
    return result;
  }

  void match(RegoValue schema, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    context.charge(1 + path.length() / 8);
    if (++depth > MAX_DEPTH) {
      throw BuiltinException.of("schema or document is nested too deeply");
    }
    if (schema instanceof RegoBoolean pass) {
      if (!pass.value()) {
        result.add(path, "false", "False always fails validation");
      }
    } else if (schema instanceof RegoObject object) {
      if (object.get("$ref") instanceof RegoString reference) {
        match(document.resolve(reference.value()), value, path, result);
      } else {
        keywords(object, value, path, result);
      }
    }
    depth--;
  }

  private void keywords(RegoObject schema, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    String type = typeOf(value);
    List<String> types = types(schema.get("type"));
    boolean allowed =
        types.isEmpty()
            || types.contains(type)
            || (type.equals("integer") && types.contains("number"));
    if (!allowed) {
      result.add(
          path,
          "invalid_type",
          "Invalid type. Expected: "
              + (types.size() == 1 ? types.getFirst() : "[" + String.join(",", types) + "]")
              + ", given: "
              + type);
      return;
    }
    combined(schema, value, path, result);
    switch (value) {
      case RegoNumber number -> SchemaScalars.number(schema, number, path, result);
      case RegoArray array -> members.array(schema, array, path, result);
      case RegoObject object -> members.object(schema, object, path, result);
      default -> {}
    }
    common(schema, value, path, result);
    if (value instanceof RegoString string) {
      SchemaScalars.string(context, schema, string.value(), path, result);
    }
    if (value instanceof RegoObject object
        && schema.get("properties") instanceof RegoObject properties) {
      for (RegoValue name : properties.keys()) {
        RegoValue inner = object.get(name);
        RegoValue property = properties.get(name);
        if (inner != null && property != null) {
          match(property, inner, SchemaMembers.below(path, name), result);
        }
      }
    }
    result.count();
  }

  private static String typeOf(RegoValue value) {
    return switch (value) {
      case RegoNumber number -> number.isInteger() ? "integer" : "number";
      case RegoNull _ -> "null";
      default -> value.typeName();
    };
  }

  private static List<String> types(@Nullable RegoValue type) {
    return switch (type) {
      case RegoString one -> List.of(one.value());
      case RegoArray many ->
          StreamSupport.stream(many.spliterator(), false)
              .map(each -> each instanceof RegoString string ? string.value() : "")
              .toList();
      case null, default -> List.of();
    };
  }

  private void combined(RegoObject schema, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    choose(schema, "anyOf", value, path, result);
    choose(schema, "oneOf", value, path, result);
    if (schema.get("allOf") instanceof RegoArray all && !all.isEmpty()) {
      boolean valid = true;
      for (RegoValue each : all) {
        SchemaResult one = match(each, value, path);
        valid &= one.isValid();
        result.merge(one);
      }
      if (!valid) {
        result.add(path, "number_all_of", "Must validate all the schemas (allOf)");
      }
    }
    RegoValue not = schema.get("not");
    if (not != null && match(not, value, path).isValid()) {
      result.add(path, "number_not", "Must not validate the schema (not)");
    }
    if (value instanceof RegoObject object) {
      members.dependencies(schema, object, path, result);
    }
    condition(schema, value, path, result);
    result.count();
  }

  private void choose(
      RegoObject schema, String key, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    if (!(schema.get(key) instanceof RegoArray choices) || choices.isEmpty()) {
      return;
    }
    boolean one = key.equals("oneOf");
    int valid = 0;
    SchemaResult best = null;
    for (RegoValue choice : choices) {
      SchemaResult each = match(choice, value, path);
      if (each.isValid()) {
        valid++;
        if (!one) {
          break;
        }
      } else if (valid == 0 && (best == null || each.score() > best.score())) {
        best = each;
      }
    }
    if (one ? valid == 1 : valid > 0) {
      return;
    }
    result.add(
        path,
        one ? "number_one_of" : "number_any_of",
        one
            ? "Must validate one and only one schema (oneOf)"
            : "Must validate at least one schema (anyOf)");
    if (valid == 0 && best != null) {
      result.merge(best);
    }
  }

  private void condition(RegoObject schema, RegoValue value, String path, SchemaResult result)
      throws BuiltinException {
    RegoValue condition = schema.get("if");
    if (condition == null || document.draft < 7) {
      return;
    }
    boolean met = match(condition, value, path).isValid();
    RegoValue consequence = schema.get(met ? "then" : "else");
    if (consequence == null) {
      return;
    }
    SchemaResult inner = match(consequence, value, path);
    if (!inner.isValid()) {
      result.add(
          path,
          met ? "condition_then" : "condition_else",
          met
              ? "Must validate \"then\" as \"if\" was valid"
              : "Must validate \"else\" as \"if\" was not valid");
      result.merge(inner);
    }
  }

  private void common(RegoObject schema, RegoValue value, String path, SchemaResult result) {
    String field =
        path.startsWith(SchemaResult.ROOT + ".")
            ? path.substring(SchemaResult.ROOT.length() + 1)
            : path;
    RegoValue constant = schema.get("const");
    if (constant != null && document.draft >= 6 && !constant.equals(value)) {
      result.add(path, "const", field + " does not match: " + JsonText.of(constant));
    }
    if (schema.get("enum") instanceof RegoArray allowed) {
      boolean found = false;
      StringBuilder all = new StringBuilder();
      for (RegoValue each : allowed) {
        found |= each.equals(value);
        all.append(all.isEmpty() ? "" : ", ").append(JsonText.of(each));
        context.charge(1);
      }
      if (!found) {
        result.add(path, "enum", field + " must be one of the following: " + all);
      }
    }
    if (schema.get("format") instanceof RegoString format
        && value instanceof RegoString string
        && !SchemaFormats.matches(context, format.value(), string.value())) {
      result.add(path, "format", "Does not match format '" + format.value() + "'");
    }
    result.count();
  }
}
