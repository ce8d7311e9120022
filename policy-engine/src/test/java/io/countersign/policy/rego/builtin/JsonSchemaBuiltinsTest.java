package io.countersign.policy.rego.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonSchemaBuiltinsTest {
  private static RegoArray call(String name, String... texts) throws BuiltinException {
    RegoValue[] arguments = new RegoValue[texts.length];
    for (int i = 0; i < texts.length; i++) {
      arguments[i] = RegoString.of(texts[i]);
    }
    EvaluationContext context = new EvaluationContext(Instant.EPOCH, 1, 1_000_000, 10_000_000_000L);
    return (RegoArray)
        Objects.requireNonNull(Builtins.of(name).orElseThrow().call(context, arguments));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | {\"required\": [\"a\"]} | a is required",
        "{\"a\": 1} | {\"additionalProperties\": false} | Additional property a is not allowed",
        "[1, 1.0] | {\"uniqueItems\": true} | array items[0,1] must be unique",
        "[5] | {\"items\": {\"maximum\": 4}} | Must be less than or equal to 4",
        "[4] | {\"items\": {\"exclusiveMaximum\": 4}} | Must be less than 4",
        "[0.3] | {\"items\": {\"multipleOf\": 0.2}} | Must be a multiple of 0.2",
        "{\"a\": \"x\"} | {\"properties\": {\"a\": {\"minLength\": 2}}} | greater than or equal to 2",
        "{\"a\": \"x\"} | {\"properties\": {\"a\": {\"pattern\": \"^y\"}}} | Does not match pattern '^y'",
        "{\"a\": 1} | {\"properties\": {\"a\": {\"enum\": [2, \"b\"]}}} | a must be one of the following: 2, \"b\"",
        "{\"a\": 1} | {\"not\": {}} | Must not validate the schema (not)",
        "{\"a\": 1} | {\"properties\": {\"a\": {\"$ref\": \"#/definitions/s\"}}, \"definitions\": {\"s\": {\"type\": \"string\"}}} | Expected: string, given: integer",
        "{\"a\": 1} | {\"dependencies\": {\"a\": [\"b\"]}} | Has a dependency on b",
        "{\"a\": 1} | {\"if\": {\"required\": [\"a\"]}, \"then\": {\"required\": [\"b\"]}} | Must validate \"then\" as \"if\" was valid",
        "{\"a\": \"x\"} | {\"properties\": {\"a\": {\"format\": \"date-time\"}}} | Does not match format 'date-time'",
      })
  void aDocumentThatDoesNotMatchIsTold(String document, String schema, String message)
      throws BuiltinException {
    RegoArray answer = call("json.match_schema", document, schema);
    assertEquals(RegoBoolean.FALSE, answer.get(0));
    String said = answer.get(1).toString().replace("\\\"", "\"");
    assertTrue(said.contains(message), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"unknown\"} | NOT VALID -- given: /unknown/",
        "{\"$ref\": \"http://127.0.0.1:9/schema.json\"} | is not in the schema",
        "{\"$ref\": \"file:///etc/passwd\"} | is not in the schema",
        "{\"pattern\": \"(\"} | pattern must be a valid regex",
        "{\"minLength\": -1} | minLength must be greater than or equal to 0",
        "{ | invalid JSON string",
        "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"not\": true} | given: Invalid JSON",
      })
  void whatIsNoSchemaIsToldAndNothingIsFetched(String schema, String message)
      throws BuiltinException {
    RegoArray answer = call("json.verify_schema", schema);
    assertEquals(RegoBoolean.FALSE, answer.get(0));
    assertTrue(answer.get(1).toString().contains(message), answer.get(1)::toString);
  }

  @Test
  void aSchemaThatOnlyRefersToItselfEnds() {
    BuiltinException refused =
        assertThrows(
            BuiltinException.class,
            () -> call("json.match_schema", "{}", "{\"allOf\": [{\"$ref\": \"#\"}]}"));
    assertTrue(String.valueOf(refused.getMessage()).contains("nested too deeply"));
  }

  @Test
  void aDocumentThatMatchesHasNoErrors() throws BuiltinException {
    assertEquals(
        "[true, []]",
        call(
                "json.match_schema",
                "{\"a\": [1, {\"b\": null}]}",
                "{\"properties\": {\"a\": {\"type\": \"array\", \"minItems\": 2}}}")
            .toString());
    assertEquals("[true, null]", call("json.verify_schema", "{\"type\": \"object\"}").toString());
  }
}
