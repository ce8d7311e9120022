package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.TextCalls.call;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.number;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON text as opa 1.22.2 reads and writes it. */
class JsonTextTest {
  @ParameterizedTest
  @CsvSource({
    "''",
    "nul",
    "tru",
    "{",
    "'[1,]'",
    "'{\"a\":1,}'",
    "1 2",
    "01",
    "+1",
    ".5",
    "1.",
    "NaN",
    "'\"\\x\"'",
    "'\"a\nb\"'",
    "\ufeff1",
    "'\u00a01'",
    "'{\"a\"}'",
    "{1:2}",
    "'//x\n1'",
    "'''a'''",
    "[1}",
    "'\"'",
    "'\"\\'",
    "'\000'",
    "truex",
  })
  void whatIsNoJson(String text) {
    gives(false, "json.is_valid", text);
    assertThrows(BuiltinException.class, () -> call("json.unmarshal", text));
  }

  @ParameterizedTest
  @CsvSource({
    "null, null",
    "{}, {}",
    "'{\"a\":1,\"a\":2}', '{\"a\": 2}'",
    "1.0, 1.0",
    "1e400, 1e400",
    "1e3, 1e3",
    "-0, -0",
    "' 1 ', 1",
    "'\"ü\"', '\"ü\"'",
    "[[[[]]]], [[[[]]]]",
    "'\"\\u0000\"', '\"\\u0000\"'",
    "100000000000000000000000, 100000000000000000000000",
    "1E5, 1E5",
    "0.10, 0.10",
  })
  void json(String text, String value) {
    gives(true, "json.is_valid", text);
    assertGives(value, "json.unmarshal", text);
  }

  @Test
  void values() {
    gives("true", "json.marshal", true);
    gives("1", "json.marshal", 1);
    gives("1.5", "json.marshal", number("1.5"));
    gives("1e+100", "json.marshal", number("1e+100"));
    gives("\"ü\"", "json.marshal", "ü");
    gives("\"\\u003c\\u003e\\u0026\"", "json.marshal", "<>&");
    gives("\"\\u2028\"", "json.marshal", "\u2028");
    gives("\"\\u0000\\u001f\177\"", "json.marshal", "\000\037\177");
    gives("\"\\\"\\\\/\"", "json.marshal", "\"\\/");
    gives("[]", "json.marshal", List.of());
    gives("{}", "json.marshal", Map.of());
    gives("\"\ud834\udd1e\"", "json.marshal", "\ud834\udd1e");
    gives("1e-07", "json.marshal", number("1e-07"));
    gives("\"\\t\\n\\r\\b\\f\"", "json.marshal", "\t\n\r\b\f");
    gives("1", "json.marshal_with_options", 1, Map.of());
    gives(
        "{\n\t\"a\": [\n\t\t1,\n\t\t{}\n\t]\n}",
        "json.marshal_with_options",
        Map.of("a", List.of(1, Map.of())),
        Map.of("pretty", true));
    gives("{\n  \"a\": 1\n}", "json.marshal_with_options", Map.of("a", 1), Map.of("indent", "  "));
    gives(
        ">{\n>\t\"a\": 1\n>}", "json.marshal_with_options", Map.of("a", 1), Map.of("prefix", ">"));
    gives(
        "{\"a\":1}",
        "json.marshal_with_options",
        Map.of("a", 1),
        Map.of("indent", "  ", "pretty", false));
    gives("[]", "json.marshal_with_options", List.of(), Map.of("pretty", true));
    gives("{}", "json.marshal_with_options", Map.of(), Map.of("pretty", true));
    gives(
        "#{\n#--\"a\": \"\\u003c\"\n#}",
        "json.marshal_with_options",
        Map.of("a", "<"),
        Map.of("pretty", true, "prefix", "#", "indent", "--"));
  }
}
