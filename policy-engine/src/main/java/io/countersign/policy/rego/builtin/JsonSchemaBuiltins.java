package io.countersign.policy.rego.builtin;

import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON Schema. */
final class JsonSchemaBuiltins {
  private JsonSchemaBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("json.match_schema", JsonSchemaBuiltins::matchSchema);
    table.put("json.verify_schema", JsonSchemaBuiltins::verifySchema);
  }

  private static RegoValue verifySchema(EvaluationContext context, RegoValue[] arguments) {
    try {
      checked(context, arguments[0]);
      return RegoArray.of(RegoBoolean.TRUE, RegoNull.NULL);
    } catch (BuiltinException e) {
      return RegoArray.of(RegoBoolean.FALSE, RegoString.of("jsonschema: " + e.getMessage()));
    }
  }

  private static RegoValue matchSchema(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoValue value = document(context, arguments[0]);
    SchemaDocument schema = checked(context, arguments[1]);
    SchemaResult result =
        new SchemaMatch(context, schema).match(schema.root(), value, SchemaResult.ROOT);
    return RegoArray.of(RegoBoolean.of(result.isValid()), RegoArray.of(result.errors()));
  }

  private static SchemaDocument checked(EvaluationContext context, RegoValue schema)
      throws BuiltinException {
    SchemaDocument document = new SchemaDocument(context, document(context, schema));
    new SchemaCheck(context, document).check(document.root());
    return document;
  }

  private static RegoValue document(EvaluationContext context, RegoValue value)
      throws BuiltinException {
    return switch (value) {
      case RegoString text -> {
        context.charge(text.value().length() / 8 + 1);
        yield parse(text.value());
      }
      // What is no JSON, as a set or a key that is no string, becomes it as in any answer.
      case RegoObject _, RegoArray _ -> RegoValue.of(value.toJson());
      default -> throw BuiltinException.of("wrong type, expected string or object");
    };
  }

  private static RegoValue parse(String text) throws BuiltinException {
    try {
      return RegoValue.of(JsonParser.parse(text.getBytes(StandardCharsets.UTF_8)));
    } catch (JsonSyntaxException e) {
      throw BuiltinException.of("invalid JSON string");
    }
  }
}
